// The codec thread: cuts, rebuilds, draws and cleans files. Holds no keys; the vault worker ends it when a file
// keeps it too long (design §9).
import { CodecWork } from '../src/media/codec-work.ts';
import { expose } from '../src/rpc/connection.ts';

expose(new CodecWork());
