// Opening and closing the vault (design §8, Lock): registration, unlock by passphrase or passkey, lock, changing what
// unlocks it. Holds the open keyring; everything else asks `vault()` and gets `locked` where there is none.
import { fromBase64url, owned, toBase64url, utf8, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { hkdfKey } from '../core/group/derive.ts';
import { createDevice, recoveryIdentity } from '../core/group/identities.ts';
import {
  addPasskeyBox,
  createKeyring,
  forgetKeyring,
  openWithPasskey,
  openWithPassphrase,
  passkeysOf,
  rewrapPassphrase,
  type Keyring,
  type OpenKeyring,
  type StoredKeyring,
} from '../core/group/keyring.ts';
import { createPrivateSpace } from '../core/group/membership.ts';
import { newRecoveryEntropy, wordsFromEntropy } from '../core/group/recovery-words.ts';
import { limits } from '../core/limits.ts';
import type { PasskeyInfo, Profile } from './api.ts';
import { ElapsedTime } from './elapsed-time.ts';
import type { Environment } from './environment.ts';
import { readInstallation, writeInstallation, writeKeyring, type Installation } from './installation.ts';
import { OpenVault } from './open-vault.ts';
import { hashPassphrase } from './passphrase-hash.ts';
import type { Pen } from './pen.ts';
import { PreviewCache } from './preview-cache.ts';

interface Pending {
  readonly profile: Profile;
  readonly entropy: Bytes;
}

interface Opened {
  readonly keyring: OpenKeyring;
  readonly vault: OpenVault;
}

export class Session {
  private installation: Installation | undefined;
  private opened: Opened | undefined;
  private pending: Pending | undefined;
  private knownPasskeys: readonly PasskeyInfo[] = [];

  /** @param grew  told after something was written and is durable */
  constructor(
    private readonly environment: Environment,
    private readonly pen: Pen,
    private readonly grew: () => void,
  ) {}

  /** Reads what is stored; also after another tab made or erased a vault. */
  async load(): Promise<void> {
    this.installation = await readInstallation(this.environment.store.settings);
    if (!this.installation) this.close();
    await this.readPasskeys();
  }

  get phase(): 'none' | 'locked' | 'open' {
    return this.opened ? 'open' : this.installation ? 'locked' : 'none';
  }

  get person(): Pick<Keyring, 'name' | 'email'> | undefined {
    return this.opened?.keyring.keyring;
  }

  get passkeys(): readonly PasskeyInfo[] {
    return this.knownPasskeys;
  }

  /** @throws VaultError locked, no-vault */
  readonly vault = (): OpenVault => {
    if (!this.opened) throw new VaultError(this.installation ? 'locked' : 'no-vault', 'the vault is not open');
    return this.opened.vault;
  };

  /** @throws VaultError locked, no-vault */
  get agreeSeed(): Bytes {
    this.vault();
    return (this.opened as Opened).keyring.keyring.agreeSeed;
  }

  /** The device's public inbox key: also while locked. @throws VaultError no-vault */
  get inboxKey(): Bytes {
    if (!this.installation) throw new VaultError('no-vault', 'there is no vault here');
    return this.installation.device.agreePublic;
  }

  // — Registration. —

  async beginRegistration(profile: Profile): Promise<readonly string[]> {
    this.refuseSecondVault();
    checkProfile(profile);
    this.pending?.entropy.fill(0);
    this.pending = { profile, entropy: newRecoveryEntropy() };
    return wordsFromEntropy(this.pending.entropy);
  }

  async finishRegistration(): Promise<void> {
    this.refuseSecondVault();
    const pending = this.pending;
    if (!pending) throw new VaultError('not-found', 'no registration was begun');
    await this.pen.need();
    const device = await createDevice();
    const recovery = await recoveryIdentity(pending.entropy);
    const { records, space, epochs } = await createPrivateSpace(device, recovery, this.environment.clock.now());
    const store = this.environment.store.space(space);
    for (const record of records) await store.records.append(record);
    await this.install(pending.profile, { ...device, agreeSeed: device.agreeSeed }, [{ space, epochs }]);
    pending.entropy.fill(0);
    recovery.agreeSeed.fill(0);
    this.pending = undefined;
    this.environment.tabs.post('vault-created');
  }

  /**
   * Makes this device's own keyring and opens the vault. The space's records are durable before.
   *
   * @param spaces  with their opened epochs; the session owns the secrets from here on
   */
  async install(
    profile: Profile,
    device: Awaited<ReturnType<typeof createDevice>>,
    spaces: Keyring['spaces'],
  ): Promise<void> {
    const keyring: Keyring = {
      device: device.id,
      agreeSeed: device.agreeSeed,
      name: profile.name.trim(),
      spaces,
      localKey: crypto.getRandomValues(new Uint8Array(32)),
      ...(profile.email === undefined || profile.email.trim() === '' ? {} : { email: profile.email.trim() }),
    };
    const { stored, open } = await createKeyring(keyring, profile.passphrase, hashPassphrase);
    const { id, signPublic, agreePublic, signKey } = device;
    const installation = { device: { id, signPublic, agreePublic, signKey }, keyring: stored };
    await writeInstallation(this.environment.store.settings, installation);
    this.installation = installation;
    await this.open(open);
  }

  /** @throws VaultError vault-exists */
  refuseSecondVault(): void {
    if (this.installation) throw new VaultError('vault-exists', 'there is a vault on this device');
  }

  // — Unlock and lock. —

  async unlock(passphrase: string): Promise<void> {
    if (this.opened) return;
    await this.open(await openWithPassphrase(this.stored(), passphrase, hashPassphrase));
  }

  /** @param prf  zeroed */
  async unlockWithPasskey(credential: string, prf: Uint8Array): Promise<void> {
    const secret = owned(prf);
    prf.fill(0);
    try {
      if (this.opened) return;
      await this.open(await openWithPasskey(this.stored(), await this.passkeyBox(credential), secret));
    } finally {
      secret.fill(0);
    }
  }

  /** Drops every content key. */
  close(): void {
    if (!this.opened) return;
    const { keyring, vault } = this.opened;
    this.opened = undefined;
    vault.close();
    forgetKeyring(keyring);
  }

  // — What unlocks it. —

  async changePassphrase(current: string, next: string): Promise<void> {
    checkPassphrase(next);
    const stored = this.stored();
    const open = await openWithPassphrase(stored, current, hashPassphrase);
    try {
      await this.replaceKeyring({ ...stored, passphrase: await rewrapPassphrase(open, next, hashPassphrase) });
    } finally {
      forgetKeyring(open);
    }
  }

  async addPasskey(passkey: Omit<PasskeyInfo, 'addedMs'>, prf: Uint8Array): Promise<void> {
    this.vault();
    const secret = owned(prf);
    prf.fill(0);
    const credential = fromBase64url(passkey.credential);
    if (!credential) throw new VaultError('format', 'not a credential id');
    const description = {
      credential,
      label: passkey.label,
      addedMs: this.environment.clock.now(),
      prfSalt: owned(passkey.prfSalt),
    };
    const box = await addPasskeyBox((this.opened as Opened).keyring, description, secret);
    secret.fill(0);
    const stored = this.stored();
    await this.replaceKeyring({ ...stored, passkeys: [...stored.passkeys, box] });
  }

  async removePasskey(credential: string): Promise<void> {
    const box = await this.passkeyBox(credential);
    const stored = this.stored();
    await this.replaceKeyring({ ...stored, passkeys: stored.passkeys.filter((other) => other !== box) });
  }

  private stored(): StoredKeyring {
    if (!this.installation) throw new VaultError('no-vault', 'there is no vault here');
    return this.installation.keyring;
  }

  private async replaceKeyring(keyring: StoredKeyring): Promise<void> {
    await this.pen.need();
    await writeKeyring(this.environment.store.settings, keyring);
    if (this.installation) this.installation = { ...this.installation, keyring };
    await this.readPasskeys();
  }

  private async passkeyBox(credential: string): Promise<Bytes> {
    const found = (await passkeysOf(this.stored())).find((one) => toBase64url(one.credential) === credential);
    if (!found) throw new VaultError('wrong-passkey', 'no such passkey');
    return found.box;
  }

  private async readPasskeys(): Promise<void> {
    const passkeys = this.installation ? await passkeysOf(this.installation.keyring) : [];
    this.knownPasskeys = passkeys.map(({ credential, label, addedMs, prfSalt }) => ({
      credential: toBase64url(credential),
      label,
      addedMs,
      prfSalt,
    }));
  }

  private async open(keyring: OpenKeyring): Promise<void> {
    const { installation, environment } = this;
    const [home] = keyring.keyring.spaces;
    if (!installation || !home) throw new VaultError('no-vault', 'a keyring without a space');
    try {
      const store = environment.store.space(home.space);
      const local = await hkdfKey(keyring.keyring.localKey);
      const vault = await OpenVault.open({
        space: home.space,
        device: { ...installation.device, agreeSeed: keyring.keyring.agreeSeed },
        epochs: home.epochs,
        store,
        clock: environment.clock,
        elapsed: await ElapsedTime.load(environment.store.settings, environment.clock),
        localBase: local,
        previews: new PreviewCache(store.previews, local, () => this.previewCap()),
        grew: this.grew,
      });
      // Unlocked twice at once: what others hold already stays.
      if (this.opened) {
        vault.close();
        forgetKeyring(keyring);
      } else this.opened = { keyring, vault };
    } catch (error) {
      forgetKeyring(keyring);
      throw error;
    }
    await this.readPasskeys();
  }

  private async previewCap(): Promise<number> {
    const { quota } = await this.environment.quota.estimate();
    return Math.min(limits.previewCacheBytes, quota * limits.previewCacheShare);
  }
}

function checkProfile(profile: Profile): void {
  const name = profile.name.trim();
  if (name === '' || utf8(name).length > limits.textBytes) throw new VaultError('format', 'a name is needed');
  if (utf8(profile.email ?? '').length > limits.textBytes) throw new VaultError('limit', 'e-mail too long');
  checkPassphrase(profile.passphrase);
}

function checkPassphrase(passphrase: string): void {
  if ([...passphrase.normalize('NFKC')].length < limits.passphraseCharacters)
    throw new VaultError('limit', 'passphrase too short');
  if (utf8(passphrase).length > limits.textBytes) throw new VaultError('limit', 'passphrase too long');
}
