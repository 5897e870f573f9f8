// Signals of the registry's document and of the manifest, within one version and between two.
#include <array>

#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr std::array signals_metadata_rows{
    Signal{.id = "M01",
           .name = "security-holding",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "npm holds this name for security reasons",
           .meaning =
               "The registry took a package of this name down and put a placeholder there. Whoever depends on the "
               "name depended on what was removed."},
    Signal{.id = "M02",
           .name = "malware-record",
           .gravity = Gravity::critical,
           .weight = 12,
           .title = "a published record says that this version is malware",
           .meaning = "An advisory (MAL-…, GHSA) names this version as malicious. Withdrawn records do not count."},
    Signal{.id = "M03",
           .name = "install-script",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "an install script that the version before did not have",
           .meaning = "preinstall, install or postinstall was added or changed since the previous version. Compromised "
                      "packages run their payload this way; so do honest native add-ons."},
    Signal{.id = "M04",
           .name = "fresh-dependency",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "a new dependency that is young or hardly used",
           .meaning =
               "A dependency that the previous version did not have, first published less than a week before, or "
               "with few downloads."},
    Signal{.id = "M05",
           .name = "new-publisher",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "published by somebody who never published this package",
           .meaning = "The account that published this version published none of the earlier ones."},
    Signal{.id = "M06",
           .name = "lost-provenance",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "provenance that earlier versions had is gone",
           .meaning =
               "Earlier versions carried provenance attestations and this one does not. Present provenance proves "
               "where a package was built, and not that it is good."},
    Signal{.id = "M07",
           .name = "implausible-version",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "a version that wins every comparison",
           .meaning = "A major version of 90 or more that is no year, a version of nines, or a jump of more than ten "
                      "majors: the classic of dependency confusion."},
    Signal{.id = "M08",
           .name = "publish-burst",
           .gravity = Gravity::critical,
           .weight = critical_weight,
           .title = "many publications in an hour",
           .meaning = "One owner published more than ten packages, or several minor versions of one, within an hour."},
    Signal{.id = "M09",
           .name = "manifest-confusion",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "the registry's manifest is not the tarball's",
           .meaning = "What the registry shows (dependencies, scripts, main, bin, name, version) differs from the "
                      "package.json that is installed."},
    Signal{.id = "M10",
           .name = "direct-url",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "a dependency from outside the registry",
           .meaning = "A dependency is a URL, a git repository or a tarball: it can change without a new version."},
    Signal{
        .id = "M11",
        .name = "borrowed-repository",
        .gravity = Gravity::medium,
        .weight = medium_weight,
        .title = "the repository is another package's",
        .meaning = "The package names a repository whose own package has another name. Monorepos and forks do so too."},
    Signal{.id = "M12",
           .name = "not-in-repository",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "files that the tagged sources do not have",
           .meaning = "The tarball has files, or contents, that the repository does not have at the commit it names. "
                      "Built files are the harmless case."},
    Signal{.id = "M13",
           .name = "owner-domain",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "the publisher's mail domain can be taken over",
           .meaning = "The publisher's address is of a disposable mail service, or of a domain on your list of expired "
                      "ones. Told from lists alone: no domain is looked up."},
    Signal{.id = "M14",
           .name = "young-package",
           .gravity = Gravity::low,
           .weight = low_weight,
           .title = "a young package",
           .meaning =
               "First published less than a week ago, only one version, no readme or no repository. Counts beside "
               "other signals."},
    Signal{.id = "M15",
           .name = "revived-package",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "published again after a long silence or a removal",
           .meaning =
               "A version after more than two years without one, a version that was removed and published again, "
               "or a dist-tag that moved back."},
    Signal{.id = "M16",
           .name = "shadowing-command",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "a command that shadows a common tool",
           .meaning = "`bin` installs a command called node, npm, git, sh or the like."},
    Signal{.id = "M17",
           .name = "binary-file",
           .gravity = Gravity::medium,
           .weight = medium_weight,
           .title = "a binary without its source",
           .meaning = "Executables, libraries or WebAssembly in the package, or a shrinkwrap that pins other packages. "
                      "Platform packages of compilers are the harmless case."},
    Signal{
        .id = "M18",
        .name = "size-jump",
        .gravity = Gravity::high,
        .weight = high_weight,
        .title = "much larger than the version before",
        .meaning = "More than five times the size or files of the previous version, or a new huge file of one line."},
    Signal{.id = "M19",
           .name = "hostile-archive",
           .gravity = Gravity::high,
           .weight = high_weight,
           .title = "an archive that is made to be misread",
           .meaning = "The tarball has names that lead out of its folder, one name twice with different contents, or "
                      "links: npm does not unpack them so, other tools may. Names that differ by letter case alone "
                      "weigh little."},
};

}  // namespace

std::span<const Signal> metadata_signals() {
    return signals_metadata_rows;
}

}  // namespace ward::vet
