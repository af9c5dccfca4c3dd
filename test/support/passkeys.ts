// A virtual authenticator with the PRF extension, so that unlocking by passkey is tested without a finger.
import type { CDPSession, Page } from 'playwright/test';

export interface Authenticator {
  /** False: the person fails or refuses the fingerprint; operations then end in NotAllowedError. */
  setVerified(verified: boolean): Promise<void>;
  /** How many passkeys it holds. */
  count(): Promise<number>;
  remove(): Promise<void>;
}

/** @param page  the page that will use it; it lives as long as the page */
export async function addAuthenticator(page: Page, { prf = true } = {}): Promise<Authenticator> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: prf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    setVerified: async (isUserVerified) => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
    },
    count: async () => {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
    remove: async () => {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
      await session.detach();
    },
  };
}
