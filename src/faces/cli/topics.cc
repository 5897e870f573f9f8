#include "faces/cli/topics.h"

#include <array>

#include <fmt/core.h>

#include "faces/cli/pages.h"
#include "faces/cli/run/profile.h"
#include "faces/report/report.h"
#include "facts/inventory/inventory.h"
#include "formats/versions/versions.h"
#include "judges/policy/lint.h"
#include "judges/scorecard/probes.h"
#include "judges/vet/signal.h"
#include "review/review.h"

namespace ward::cli {
namespace {

using Kind = ReportWord::Kind;

constexpr std::array words{
    ReportWord{"vulnerability", Kind::rule,
               "A published advisory lists this version of the component as affected. Move to a version under `fixed`, "
               "or assess it in assessments.toml."},
    ReportWord{"malicious-package", Kind::rule,
               "A published record says that this version of the package is malicious. Remove it, and treat every "
               "machine that installed it as compromised."},
    ReportWord{
        "suspicious-package", Kind::rule,
        "vet's signals about a package weigh enough to be told. The verdict's terms say what was seen and where: "
        "look at them, then remove the package, pin the version before, or store what you found (ward vet "
        "label). Severity critical only for `block`, which needs a critical signal of the metadata together with "
        "one of the files."},
    ReportWord{"contradiction", Kind::rule,
               "Two places of one component claim different versions. All of them are asked for advisories; correct "
               "the wrong one at its source. Severity none: it never gates."},
    ReportWord{
        "untrusted-script", Kind::rule,
        "Flaws of a browser's script engine that need a script of the attacker, told once for the engine and not "
        "once for each. Where the project trusts the code it runs, assess `v8-untrusted-script` as not_affected; "
        "assessments of the single advisories close it together, when every one of them has one."},

    ReportWord{"end-of-life", Kind::rule,
               "The release line of this runtime has ended: what is found in it from now on is not mended, and records "
               "mostly stop naming it. Move to a supported line, which the title names."},
    ReportWord{
        "changed-file", Kind::rule,
        "A file has other bytes than the manifest says. Somebody changed it after the manifest was made: find out "
        "who, restore it, or make and sign a new manifest."},
    ReportWord{"missing-file", Kind::rule,
               "The manifest names a file that is not there, or is no regular file any more. Restore it, or take its "
               "entry out (ward policy edit remove)."},
    ReportWord{"extra-file", Kind::rule,
               "A file that nothing in the manifest answers for. ward policy exec lets nobody read it; remove it, or "
               "list it (ward policy edit add)."},
    ReportWord{"changed-link", Kind::rule,
               "A symbolic link leads elsewhere than the manifest says. Restore it, or make a new manifest."},
    ReportWord{"file-not-allowed", Kind::rule,
               "The manifest has an entry for the file that no bytes can pass: without integrity, and without a scope "
               "that it cascades to. Give it a digest (ward policy edit add --replace)."},
    ReportWord{"unproven-file", Kind::rule,
               "A file in node_modules that no tarball brings, in a package with install scripts or in a folder that "
               "programs write: one of them may have made it, and nothing proves it. Record it in a manifest."},
    ReportWord{
        "changed-mode", Kind::rule,
        "An installed file has its tarball's bytes and is executable where that is not, or the other way round."},
    ReportWord{"missing-package", Kind::rule,
               "The lock file has a package that is not installed, and nothing says that it may be absent."},
    ReportWord{
        "extra-package", Kind::rule,
        "An installed package that is in no lock file and in no tarball. Remove it, or find out who put it there."},
    ReportWord{
        "package-signature", Kind::rule,
        "The registry's signature over an installed package does not hold, or the registry knows another tarball "
        "by this name and version than the lock file does. Somebody rewrote the lock file, the registry's "
        "document, or both: compare with the registry itself before anything of it runs."},
    ReportWord{
        "package-provenance", Kind::rule,
        "An attestation of an installed package does not hold, or is of another package or tarball. Its document "
        "is wrong, or somebody put another tarball in its place: compare with the registry itself."},
    ReportWord{"unsigned-package", Kind::rule,
               "The registry's document has no signature for an installed package. Registries sign everything that "
               "they serve or nothing; mirrors leave signatures out: ask the registry itself."},
    ReportWord{
        "vendored-differs", Kind::rule,
        "A vendored file is not what upstream ships in the version that the tree claims, and no patch, edit or "
        "rule of the recipe explains the difference. `ward update verify --diff` shows it. Keep a change that is "
        "meant as a patch of the recipe's stack."},
    ReportWord{"vendored-unexplained", Kind::rule,
               "A file in a vendored folder that upstream does not ship and no rule of the recipe makes. Find out who "
               "put it there; a file of the project's own belongs under `keep`."},
    ReportWord{
        "vendored-missing", Kind::rule,
        "A file that upstream ships and the recipe takes is not there. If it is not wanted, say so with `drop`."},
    ReportWord{"vendored-prebuilt", Kind::rule,
               "A file that a step outside of ward makes (a hook, a build of upstream's): nobody can say from the tree "
               "alone whether it is what it should be. Build it again and compare, or assess it."},
    ReportWord{"change-outside", Kind::rule,
               "A change that updates dependencies touches this file too, which belongs to none of them."},
    ReportWord{"upstream-not-verified", Kind::rule,
               "What was fetched from upstream does not pass what the recipe demands of it (a digest, a signature, "
               "provenance), so that what it proves is worth nothing. The title says what failed."},
    ReportWord{"vulndb-unreadable", Kind::rule,
               "A file of the vulnerability database that is no entry: not JSON, a key twice, over a limit, or not "
               "called N.json. Nothing of it was judged, and an index cannot be made beside it."},
    ReportWord{"vulndb-form", Kind::rule,
               "A field that security-wg's own validator, index builder or VEX generator refuses: missing, of another "
               "kind, a word that it does not know, or one that no entry has."},
    ReportWord{"vulndb-range", Kind::rule,
               "`vulnerable`, `patched` or `versions` is no range of npm's language, or has an alternative that npm "
               "passes over in silence, so that readers see fewer versions than were meant."},
    ReportWord{"vulndb-range-covers-fixed", Kind::rule,
               "`vulnerable` also takes versions that `patched` names: a reader of that field alone calls fixed "
               "versions vulnerable. Write where a line ends: \"20.x <20.20.2\" instead of \"20.x\"."},
    ReportWord{"vulndb-line-unpatched", Kind::rule,
               "`vulnerable` takes versions of a release line of which `patched` has none: for its users there is no "
               "fix, or the entry forgot it."},
    ReportWord{"vulndb-line-not-vulnerable", Kind::rule,
               "`patched` names a version of a release line of which `vulnerable` takes none: the range is too narrow, "
               "or the fix is for something else."},
    ReportWord{"vulndb-patched-unreleased", Kind::rule,
               "`patched` names a version that is not in the list of published versions. A typing error, a release "
               "that was planned and shipped under another number, or a list that is too old (--releases)."},
    ReportWord{"vulndb-patched-apart", Kind::rule,
               "One of the fixes came out more than two weeks before or after the others. Where they shipped together, "
               "the entry names a later version than the one with the fix: those between are told to be vulnerable."},
    ReportWord{"vulndb-vulnerable-unreleased", Kind::rule, "`vulnerable` takes no version that was ever published."},
    ReportWord{
        "vulndb-duplicate-cve", Kind::rule,
        "Two entries are about the same CVE (of npm: in the same package). Readers that go by CVE see one of them, or "
        "two answers; one in deps that core has too says both that it concerns the project and that it does not."},
    ReportWord{"vulndb-no-cve", Kind::rule,
               "An entry without a CVE. Scanners and VEX readers find vulnerabilities by that; request one, or say in "
               "the entry which other id is meant."},
    ReportWord{"vulndb-cve-id", Kind::rule,
               "An id with something before or behind CVE-YYYY-NNNN, which nobody will find. The peer's validator "
               "looks for a CVE anywhere in the text."},
    ReportWord{"vulndb-word", Kind::rule,
               "A severity that is none of the words, though the peer's validator lets it pass: its pattern binds to "
               "the ends of the first and last word only."},
    ReportWord{"vulndb-score", Kind::rule,
               "The score or the severity is not what the CVSS vector gives, or the vector cannot be read."},
    ReportWord{"vulndb-id", Kind::rule, "The entry's own number is not that of its file."},
    ReportWord{"vulndb-unversioned", Kind::rule,
               "An entry of deps that names no versions: that the project is not affected is said of every version, "
               "also of those that will take the dependency's vulnerable part one day. Put a range under `versions`."},
    ReportWord{"vulndb-index-stale", Kind::rule,
               "index.json is not what the entries say. `ward release vulndb index` makes it anew."},
    ReportWord{"not-from-a-registry", Kind::note,
               "A package that has no tarball to compare with: from git, a folder, or the project itself."},
    ReportWord{"weak-integrity", Kind::note,
               "The lock file names a package by SHA-1 alone, for which two tarballs can be made. Lock it anew."},
    ReportWord{"elsewhere", Kind::note,
               "An entry of the manifest that is about no file of the folder: another folder's, data: or https:."},
    ReportWord{"signature", Kind::note, "Who vouches for the manifest, as it was verified."},
    ReportWord{"signature-refused", Kind::rule,
               "The manifest's signature, digest or serial does not hold; nothing of it was believed, and no file was "
               "compared. The title says why."},
    ReportWord{"accepted", Kind::note,
               "What a file that the caller named (--accept) takes as it is, with its reason and its end. It moves "
               "the second score of its check, and never OpenSSF Scorecard's."},
    ReportWord{
        "not-known", Kind::note,
        "A fact about a package that its sources do not tell: times or accounts that a mirror strips, a document "
        "that was not given. Nothing is guessed, and no signal that needs it can be seen."},
    ReportWord{"compared-with", Kind::note, "The version that a package was compared with."},
    ReportWord{
        "provenance", Kind::note,
        "Where a version's provenance stands: present, absent, lost since earlier versions, or not told. Present "
        "provenance proves where a package was built, and not that it is good."},
    ReportWord{"difference", Kind::note, "What is new between two versions, beside the signals."},
    ReportWord{"file-difference", Kind::note,
               "A file that one of two versions has and the other has not, or that differs."},
    ReportWord{"detonation", Kind::note, "How an install script ended that was run confined (--detonate)."},
    ReportWord{"manifest-problem", Kind::note,
               "A part of a package.json that no two readers need agree on: a key twice, a value of another kind."},
    ReportWord{"not-unpacked", Kind::note, "An entry of a tarball that an installer would pass over, and why."},
    ReportWord{
        "ambiguous-name", Kind::note,
        "What two readers of a tarball take for different things: names that are one file on some systems (twice "
        "the same, or other letter case), bytes behind the end of the compressed stream."},
    ReportWord{"packages-read", Kind::note,
               "Of how many packages the files were read. Of the others only name and records are known: they are "
               "listed, and not installed here."},
    ReportWord{"more", Kind::note, "The feed has more packages than were asked for: run again for the rest."},
    ReportWord{"removed", Kind::note, "A package that the feed says was taken out of the registry."},
    ReportWord{"label", Kind::note, "A stored verdict of a person (ward vet label) had a part in this one."},
    ReportWord{"popular-names", Kind::note,
               "The list of popular names that names were compared with: the one in ward, one that was fetched "
               "(ward db update names), or the caller's (--popular), with its date."},
    ReportWord{"more-names", Kind::note,
               "A sweep found more names than the report tells; the likeliest are there. --limit sets how many."},
    ReportWord{"score", Kind::note,
               "The aggregate of a scorecard: the weighted mean of the checks that could be made."},
    ReportWord{"unnamed-rule", Kind::rule,
               "A result of another tool (--sarif) that names no rule. Its message is its title; all other results are "
               "called by the tool's own rules, which the tool explains."},

    ReportWord{"unread", Kind::skipped,
               "A part of the subject could not be read: it could not be parsed, was over a limit, or has no reader. "
               "The report is incomplete and the exit status is 4 unless a finding gates."},
    ReportWord{"unexplained", Kind::skipped,
               "A vendored folder or a section of LICENSE that no component accounts for. Accept it with [[expected]] "
               "in assessments.toml; a new one gates when reviews are compared."},

    ReportWord{"starter", Kind::note,
               "The small set of advisories compiled into ward, used while there is no database. It is a start, not a "
               "database: run `ward db update`."},
    ReportWord{
        "assessment-expired", Kind::note,
        "An assessment's date has passed: it no longer closes its finding. Look again, then renew or remove it."},
    ReportWord{"assessment-unused", Kind::note,
               "An assessment speaks of no finding. The component moved, or the advisory was withdrawn: remove the "
               "entry."},
    ReportWord{"assessment-partial", Kind::note,
               "Assessments speak of some of the advisories that one finding stands for. It stays open for the others: "
               "assess them too, or the finding by its own id."},
    ReportWord{"assessment-unreadable", Kind::note,
               "A statement of a document that --assessments names, or a range of an assessment, that cannot be "
               "understood. It changes nothing; correct it at the line that is named."},
    ReportWord{"assessment-unversioned", Kind::note,
               "Statements of a document that --assessments names close findings of every version, now and later, "
               "because they name no version and never expire. Prefer assessments.toml, whose entries end."},
    ReportWord{"sarif", Kind::note,
               "What another tool's file (--sarif) brought: how many results, and how many of them lie in tests or "
               "tooling by their paths. That is a proposal: they stay open until they are assessed."},
    ReportWord{"sarif-location", Kind::note,
               "A location of another tool's result leads out of what is scanned, so the finding has no place. The "
               "tool ran on another folder, or the file is not to be trusted."},
    ReportWord{"sarif-suppressed", Kind::note,
               "Another tool suppressed this result itself. ward honours no suppression but an assessment, which has a "
               "reason and an end: write one, or mend what was found."},
    ReportWord{"expected-expired", Kind::note,
               "The date of an [[expected]] entry has passed: the part counts as unexplained again. Look again, then "
               "renew or remove it."},
    ReportWord{"expected-unused", Kind::note,
               "An [[expected]] entry speaks of no unexplained part. The folder moved, or a component explains it now: "
               "remove the entry."},
    ReportWord{
        "backport-expired", Kind::note,
        "The date of a [[backport]] entry has passed: the finding is open again. Look again, then renew or remove "
        "it."},
    ReportWord{"backport-unused", Kind::note,
               "A [[backport]] entry speaks of no finding. The component was updated, or the advisory was withdrawn: "
               "remove the entry."},
    ReportWord{"backport-unproven", Kind::note,
               "The file that a [[backport]] entry names does not prove the fix, or not in every place of the finding. "
               "The finding stays open: the fix was lost, or the entry is wrong."},
    ReportWord{"configuration", Kind::note,
               "What the project's own ward.toml asked for: a gate of its own, or a key that is not for a project to "
               "set and was ignored."},
    ReportWord{"database", Kind::note,
               "What is amiss with the advisories: they could not be updated, or the database is damaged and the "
               "previous one answers. `ward db verify` looks, `ward db update` makes it anew."},
    ReportWord{"first-review", Kind::note,
               "The file that --previous names is not there yet, so everything counts as new. Save one with --save."},
    ReportWord{"platform", Kind::note,
               "Records that are about other platforms than --platform were left out. Ask without it to see them."},
    ReportWord{"release-line-unknown", Kind::note,
               "The release schedule has no line for this version of the runtime, so nobody can say whether it is "
               "still supported. Name a newer schedule with --schedule."},
    ReportWord{
        "bare-repository", Kind::note,
        "A PATH is a bare git repository: its files are in its objects and not in the folder, so that nothing was "
        "found. `--ref HEAD`, or the name of a branch, looks at the files of a commit."},
    ReportWord{"version-order-unknown", Kind::note,
               "Advisories of a package name ranges of versions, and ward knows no order of that ecosystem's versions: "
               "only the versions that they list were compared. Look at the advisories that it has (`ward explain`, "
               "`ward db get`) where the package matters."},
    ReportWord{"sbom", Kind::note,
               "An SBOM's dependencies lead to what it does not list, one reference names several of its components, "
               "or it lists files without any name that advisories use."},
    ReportWord{
        "git-fix-picked", Kind::note,
        "A commit is not affected because its history has a cherry-pick of the fix: another commit that makes the "
        "same change, line by line. The note names both; compare them where you doubt it."},
    ReportWord{
        "git-ranges-unread", Kind::note,
        "A clone could not be asked which commits advisories affect: it is shallow or partial, damaged, or has not "
        "the component's commit. Fetch all of its history; versions were matched all the same."},
    ReportWord{
        "git-unreadable", Kind::note,
        "The tree's git folder, or a part of its object store, could not be read. Without --ref the report names "
        "no commit and nothing else depends on it; with --ref, what the branches lack for it is listed as "
        "unread."},
    ReportWord{"submodule-stale", Kind::note,
               ".gitmodules has an entry that the index does not: the submodule is not part of the tree."},
    ReportWord{"lockfile-not-inventory", Kind::note,
               "A lock file or build file inside vendored code describes how its authors work, not what this project "
               "contains; it is not read as inventory."},
    ReportWord{
        "manifest-not-inventory", Kind::note,
        "A cgmanifest.json inside vendored code lists what its authors use, not what this project contains; it is "
        "not read as inventory."},
    ReportWord{"hidden-lock-stale", Kind::note,
               "node_modules/.package-lock.json differs from the packages beside it. What is installed counts."},
    ReportWord{"npm-name-conflict", Kind::note,
               "What is installed in a folder is another package than the lock file has there. Install again."},
    ReportWord{"npm-fixture", Kind::note,
               "Packages that belong to tests or examples, and are never installed with the project, are not counted."},
    ReportWord{"FileSystemRead", Kind::denial,
               "A file was opened to be read, or a folder to be listed, that no --allow-fs-read covers. The path is "
               "the real one, behind every link: a grant for a link's name covers its target."},
    ReportWord{"FileSystemWrite", Kind::denial,
               "A file was to be written, made, moved, removed or changed in mode, owner or time where no "
               "--allow-fs-write covers it. To make or replace a name, its folder has to be granted."},
    ReportWord{"ChildProcess", Kind::denial,
               "A process was to be started, or a file executed, without --allow-child-process (or with it for other "
               "programs). Calls that belong to the machine's administration are told here too: no flag allows them."},
    ReportWord{"Net", Kind::denial,
               "A socket, a connection or a port beyond --allow-net. tcp:PORT grants one port to connect and listen, "
               "udp every datagram; DNS needs udp."},
    ReportWord{"Environment", Kind::denial,
               "A variable is passed on only where --allow-env names it, or where it is one of the harmless ones "
               "(PATH, HOME, LANG, TERM, ...)."},
    ReportWord{"Signal", Kind::denial,
               "A signal to a process outside the tree that ward started, without --allow-signal."},
    ReportWord{
        "WorkerThreads", Kind::denial,
        "Node's own model refused a Worker: --allow-worker. The kernel cannot tell a worker from another thread."},
    ReportWord{"Addon", Kind::denial,
               "Node's own model refused to load a native addon: --allow-addons. What an addon does is confined by the "
               "kernel."},
    ReportWord{"WASI", Kind::denial, "Node's own model refused WASI: --allow-wasi."},
    ReportWord{"Inspector", Kind::denial,
               "Node's own model refused its inspector: --allow-inspector, which node has from version 24 on."},
};

}  // namespace

std::span<const ReportWord> report_words() {
    return words;
}

std::string_view name_of(ReportWord::Kind kind) {
    switch (kind) {
        case Kind::rule: return "rule";
        case Kind::skipped: return "skipped part";
        case Kind::note: return "note";
        case Kind::denial: return "denial";
    }
    return "";
}

std::vector<Topic> all_topics() {
    std::vector<Topic> all;
    all.reserve(std::size(words));
    for (const ReportWord& word : words)
        all.push_back({std::string(word.id), std::string(name_of(word.kind)), std::string(word.text)});
    for (const review::Judge* judge : review::all_judges())
        all.push_back({std::string(judge->name), "judge", std::string(judge->summary)});
    for (const inventory::Reader* reader : inventory::all_readers())
        all.push_back({std::string(reader->name), "reader", std::string(reader->summary)});
    for (const Profile* profile : all_profiles())
        all.push_back({std::string(profile->name), "profile of ward run", std::string(profile->summary)});
    for (const report::Format* format : report::all_formats())
        all.push_back({std::string(format->name), "report format", std::string(format->summary)});
    for (const scorecard::Check* check : scorecard::all_checks()) {
        std::string text(check->summary);
        if (!check->needed.empty()) text += " Needs: " + std::string(check->needed) + ".";
        for (const scorecard::Probe& probe : scorecard::all_probes())
            if (probe.check == check->name && !probe.remedy.empty()) (text += ' ') += probe.remedy;
        all.push_back({std::string(check->name), "check of ward scorecard", std::move(text)});
    }
    for (const vet::Signal& signal : vet::all_signals())
        all.push_back({std::string(signal.id), fmt::format("signal of ward vet: {}", signal.name),
                       fmt::format("{} Gravity {}, weight {:.2f} ({}).", signal.meaning, name_of(signal.gravity),
                                   signal.weight, signal.is_measured ? "measured" : "judged")});
    for (const policy::LintRule& rule : policy::lint_rules())
        all.push_back({std::string(rule.id), "rule of ward policy lint",
                       fmt::format("{}: {}. {}", name_of(rule.severity), rule.meaning, sentence(rule.remedy))});
    for (const versions::Ordering* ordering : versions::all_orderings()) {
        std::string text(ordering->summary);
        text += " Ecosystems:";
        for (const std::string_view ecosystem : ordering->ecosystems) (text += ' ') += ecosystem;
        all.push_back({std::string(ordering->name), "version order", std::move(text)});
    }
    return all;
}

}  // namespace ward::cli
