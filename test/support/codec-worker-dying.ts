// A codec worker that dies at once of every picture it should cut or render, as a hostile one might make it.
import { CodecWork } from '../../src/media/codec-work.ts';
import type { Segmented } from '../../src/core/segment/segmenter.ts';
import { expose } from '../../src/rpc/connection.ts';

function die(): Promise<never> {
  setTimeout(() => {
    throw new Error('out of memory');
  });
  return new Promise(() => undefined);
}

class DyingWork extends CodecWork {
  override segment(...args: Parameters<CodecWork['segment']>): Promise<Segmented> {
    return args[5] === undefined ? die() : super.segment(...args);
  }
  override render(): Promise<never> {
    return die();
  }
}

expose(new DyingWork());
