// Every bound and deadline in one place, each with its reason. A bound is checked before anything is
// allocated; a deadline ends the worker that exceeds it. Nothing elsewhere invents a limit of its own.

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  /** A sealed block. Small enough to sit in a WebRTC credit window, large enough for any tile (design §3). */
  blockBytes: 1_000_000,
  /** Coded blocks below this go into the recipe: a tag would name their content (design §3). */
  inlineBlockBytes: 64,
  /** A recipe part above this is itself cut into chunks and referenced (design §5). */
  inlinePartBytes: 4 * KiB,
  /** A recipe above this becomes a list of recipe pieces (design §5). */
  recipeBytes: 512 * KiB,
  /** Pieces of a recipe list: 64 × 512 KiB describe 400,000 blocks, a 25 GB video. */
  recipePieces: 64,
  /** Blocks one file may have; 64 KiB chunks make this 25 GB. */
  blocksPerFile: 400_000,
  /** Epochs one recipe may draw blocks from: a file linked across as many removals. */
  recipeEpochs: 16,
  /** A file let in. Above it a video's recipe would pass its own bounds. */
  fileBytes: 24 * 1024 * MiB,

  /** Files up to this are segmented as pictures in memory; larger ones stream through `chunks`. */
  rasterFileBytes: 96 * MiB,
  /** Pixels of a raster that is tiled: RGBA of it, its file and its rebuilt file must fit one worker. */
  rasterPixels: 64_000_000,
  /** Pixels of a picture that is drawn at all; above it the file is kept and offered for download. */
  drawPixels: 150_000_000,
  /** A file that is read whole to be drawn; a picture above it is kept. */
  drawFileBytes: 512 * MiB,
  /** Longest edge of a drawn picture: Chromium's canvas and texture bound. */
  drawEdgePx: 16_384,
  /** Image file directories followed in a TIFF; chains may loop. */
  tiffDirectories: 64,
  /** Entries of one TIFF directory. */
  tiffEntries: 4_096,
  /** What metadata parsers may read of one file, in slices: far above any header, far below a film. */
  metadataBytes: 48 * MiB,
  /** Strips or tiles of one TIFF page, and runs of samples in one file: far above any writer's, yet only megabytes. */
  tiffSegments: 1_000_000,
  sampleRuns: 2_000_000,
  /** Chunks of one PNG; real ones have a few hundred IDATs per 10 MB. */
  pngChunks: 100_000,
  /** Coefficients of a JPEG that is tiled, two bytes each: 64 megapixels at 4:2:0, 32 without subsampling. */
  jpegCoefficients: 100_000_000,
  /** Scans of one JPEG: writers use some ten; each may make a decoder look at every block for a few bytes. */
  jpegScans: 256,
  /** Marker segments of one JPEG: an Exif, ICC or depth map in 64 KiB pieces takes hundreds. */
  jpegSegments: 20_000,

  /** A pack's target: 4 MB values are written fastest and pack best (design §6). */
  packBytes: 4 * MiB,
  /** A pack's hard bound: target plus one block, its trailer and rounding. */
  packMaxBytes: 8 * MiB,
  /** Rows of a pack's trailer. */
  packRows: 65_535,
  /** Records of one log batch (design §5). */
  batchRecords: 256,
  /** Bytes of one log batch: 256 entries of about 500 bytes, with room for long paths. */
  batchBytes: 1 * MiB,
  /** Logs of one space: devices that ever wrote, so heads a batch may name. */
  logs: 4_096,
  /** The head of the local catalog pages: captions, albums and labels of a million photos. */
  catalogHeadBytes: 128 * MiB,
  /** How far a stamp may lie above what its author had seen before it is refused (design §5). */
  stampLead: 1_000_000,
  /** Text a person types: captions, album names, labels. */
  textBytes: 8 * KiB,
  /** A path inside an import, UTF-8. */
  pathBytes: 4 * KiB,
  /** Labels of one photo, albums of one vault: far above use, far below harm. */
  labelsPerPhoto: 256,
  albums: 20_000,
  /** CBOR nesting: recipes need four levels. */
  cborDepth: 8,

  /** Edge of a sealed thumbnail (design §5). */
  thumbnailEdgePx: 320,
  thumbnailBytes: 128 * KiB,
  /** Edge of a locally cached screen preview, and what all of them may take (design §5). */
  previewEdgePx: 2_048,
  previewBytes: 4 * MiB,
  previewCacheBytes: 500 * MiB,
  previewCacheShare: 0.02,

  /** No hostile file may hold a codec worker longer than this; a second of the 10 s is for ending it (issue) … */
  sniffDeadlineMs: 5_000,
  drawDeadlineMs: 9_000,
  /** … but rebuilding a big PNG's deflate stream honestly takes long: base plus per megabyte, then `chunks`. */
  segmentDeadlineMs: 8_000,
  segmentDeadlineMsPerMiB: 2_500,

  /** Blocks in flight between the codec and the vault worker during an import. */
  inFlightBytes: 8 * MiB,
  /** A finished photo waits at most this long for others to fill its pack before it becomes durable. */
  acknowledgeMs: 3_000,
  /** Bytes waiting to become durable before the import waits for the disk. */
  unflushedBytes: 16 * MiB,

  /** The trash keeps photos this long, in elapsed time seen locally (design §5). */
  trashDays: 30,
  /** Share of all packs a day's scrub reads. */
  scrubDays: 30,
  /** Idle time until the vault locks itself; settings may shorten or lengthen it. */
  idleLockMs: 15 * 60_000,

  /** Passphrase: below this a guesser needs no Argon2id. */
  passphraseCharacters: 8,
  /** A membership record: an epoch wrapped for a thousand recipients has 180 kB. */
  recordBytes: 512 * KiB,
  /** Records one record may follow: concurrent heads of a group's admins. */
  recordParents: 16,
  /** Wraps in one record: recipients of an epoch, or epochs of an admission. */
  recordWraps: 2_048,
  /** Records of one space: reading walks every record's past. */
  records: 4_096,
  /** The sealed keyring: a few hundred bytes per epoch. */
  keyringBytes: 1 * MiB,
  /** A box around the vault key: a passphrase's or a passkey's. */
  keyBoxBytes: 8 * KiB,
  /** A sealed inbox item's description: name, type, size. */
  inboxHeadBytes: 8 * KiB,
  /** What a stored passphrase box may ask of this device before it is a denial of service. */
  argonMaxMemoryKiB: 1024 * KiB,
  argonMaxPasses: 16,
  /** Argon2id, RFC 9106 §4's second recommendation. */
  argonMemoryKiB: 64 * KiB,
  argonPasses: 3,
} as const;
