// @ts-check
// Processor time of all the browser's processes: unlike the clock, other load on the machine hardly moves it.

/** @param {import('playwright').BrowserContext} context @returns {Promise<number>} seconds since each process began */
export async function processorSeconds(context) {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('This browser does not tell its processes.');
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  } finally {
    await session.detach();
  }
}
