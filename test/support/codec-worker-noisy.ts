// A codec worker in a browser that adds noise to whatever is read from a canvas.
import { CodecWork } from '../../src/media/codec-work.ts';
import { expose } from '../../src/rpc/connection.ts';

type Read = (
  this: OffscreenCanvasRenderingContext2D,
  ...area: Parameters<CanvasImageData['getImageData']>
) => ImageData;

const read = Reflect.get(OffscreenCanvasRenderingContext2D.prototype, 'getImageData') as Read;
const noisyRead: Read = function (...area) {
  const image = read.apply(this, area);
  for (let at = 0; at < image.data.length; at += 3) image.data[at] = (image.data[at] as number) ^ 85;
  return image;
};
OffscreenCanvasRenderingContext2D.prototype.getImageData = noisyRead;
OffscreenCanvas.prototype.convertToBlob = () => Promise.reject(new Error('stored noise'));

expose(new CodecWork());
