// What the build defines (vite.config.ts).

/** The first 12 hexadecimal digits of the hash over the sources this build was made from. */
declare const __BUILD__: string;
