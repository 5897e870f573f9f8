// Signals of the files of a package.
#include <array>

#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr std::array signals_source_rows{
    Signal{.id = "S01",
           .name = "whole-environment",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "the whole environment is collected",
           .meaning = "process.env as a whole is turned into text, copied or listed: it holds tokens and passwords."},
    Signal{.id = "S02",
           .name = "credential-paths",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "files of credentials are named",
           .meaning = "Paths such as .npmrc, .ssh, .aws, browsers' password stores, wallets, or a cloud's metadata "
                      "address."},
    Signal{.id = "S03",
           .name = "exfiltration",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "secrets flow to the network",
           .meaning =
               "Data of the environment, of credential files or about the machine reaches a network call, through "
               "variables, functions or modules of the package."},
    Signal{.id = "S04",
           .name = "decoded-code",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "decoded data is run as code",
           .meaning =
               "eval, Function, vm or Module._compile gets text that was decoded from base64, hex, character codes "
               "or by a cipher."},
    Signal{.id = "S05",
           .name = "obfuscated-code",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "obfuscated code",
           .meaning = "The marks of an obfuscator (string arrays with _0x names, JSFuck, jjencode), or bidirectional "
                      "control characters that show other code than is run. Minified code is not obfuscated."},
    Signal{.id = "S06",
           .name = "encoded-text",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "much encoded or hidden text",
           .meaning =
               "Many encoded literals, very high entropy, code behind a run of blanks, or huge lines in a file that "
               "is not a minified one."},
    Signal{.id = "S07",
           .name = "shell-download",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "a shell or a download tool is started",
           .meaning = "A shell, curl, wget, PowerShell with an encoded command, /dev/tcp, certutil and the like."},
    Signal{.id = "S08",
           .name = "download-and-run",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "something is downloaded and run",
           .meaning = "A download is executed, or another runtime (bun, deno, node) is fetched to run a script."},
    Signal{.id = "S09",
           .name = "self-propagation",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "publishes packages or plants automation",
           .meaning =
               "npm publish beside rewriting package.json, asking the registry who the token belongs to, writing "
               "workflows, self-hosted runners, or hooks of editors and assistants."},
    Signal{.id = "S10",
           .name = "wallet-hook",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "wallet or request functions are replaced",
           .meaning =
               "window.ethereum, fetch or XMLHttpRequest is replaced, with patterns of wallet addresses beside it."},
    Signal{.id = "S11",
           .name = "destruction",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "files are destroyed",
           .meaning = "Home or root folders are deleted or overwritten recursively, at times for some languages or "
                      "countries only."},
    Signal{.id = "S12",
           .name = "drop-host",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "a host that collects data",
           .meaning =
               "Webhook and paste sites, tunnels, out-of-band testing hosts, bot tokens, bare IP addresses, or DNS "
               "names made of data."},
    Signal{.id = "S13",
           .name = "hidden-request",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "a module is requested in a hidden way",
           .meaning = "require or import of a name that is computed, or through another name of require."},
    Signal{.id = "S14",
           .name = "code-quality",
           .gravity = Gravity::info,
           .title = "weak, but not malicious code",
           .meaning = "Weak digests, regular expressions that can be slow, prototypes written to. Never counts."},
    Signal{.id = "S15",
           .name = "new-capability",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "uses what the version before did not use",
           .meaning =
               "This version uses network, processes, files, the environment, eval or native code, and the previous "
               "one did not."},
    Signal{.id = "S16",
           .name = "unreadable-source",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "a file that is run cannot be read as JavaScript",
           .meaning =
               "A file that scripts, main, exports or bin reach is not readable as JavaScript: what it does is not "
               "known."},
    Signal{.id = "S17",
           .name = "install-network",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "an install script opens the network",
           .meaning =
               "Seen by running it confined (--detonate): an install script tried to reach the network. Packages "
               "that fetch their own binaries do so."},
    Signal{.id = "S18",
           .name = "install-writes",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "an install script writes outside of its package",
           .meaning =
               "Seen by running it confined (--detonate): an install script tried to write or remove what is not "
               "its package's. Caches of build tools are the harmless case."},
};

}  // namespace

std::span<const Signal> source_signals() {
    return signals_source_rows;
}

}  // namespace ward::vet
