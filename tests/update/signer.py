"""Keys of OpenPGP that are made when a test runs, in a folder of their own."""
import pathlib
import shutil
import subprocess
import tempfile


class Signer:
    """Somebody who signs releases: a fingerprint to pin, and a keyring as projects keep one."""

    def __init__(self, name):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="wg"))  # short: the agent's socket is in it
        self.gpg("--quick-gen-key", f"{name} <{name}@example.org>", "ed25519", "sign", "never")
        rows = self.gpg("--with-colons", "--list-keys").decode().splitlines()
        self.fingerprint = next(row.split(":")[9] for row in rows if row.startswith("fpr:"))
        self.keyring = (self.home / "pubring.kbx").read_bytes()

    def gpg(self, *words, given=b""):
        done = subprocess.run(["gpg", "--batch", "--no-tty", "--quiet", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", *words],
                              env={"GNUPGHOME": str(self.home), "PATH": "/usr/bin:/bin", "LC_ALL": "C"}, input=given, capture_output=True)
        assert done.returncode == 0, (words, done.stderr.decode())
        return done.stdout

    def sign(self, content):
        return self.gpg("--armor", "--output", "-", "--detach-sign", given=content)

    def close(self):
        subprocess.run(["gpgconf", "--kill", "all"], env={"GNUPGHOME": str(self.home), "PATH": "/usr/bin:/bin"}, check=False)
        shutil.rmtree(self.home, ignore_errors=True)


def there_is_gpg():
    return shutil.which("gpg") is not None and shutil.which("gpgv") is not None
