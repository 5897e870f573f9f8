// The table of lint rules, for documents and messages.
#include <array>

#include "judges/policy/lint.h"

namespace ward::policy {
namespace {

using enum LintSeverity;

constexpr auto rules = std::to_array<LintRule>({
    {"any-bytes", warning, "a resource with integrity true may have any bytes", "give it its hash"},
    {"bad-hash", error,
     "an integrity that cannot be read: ward refuses the manifest, node stops when it loads the file",
     "write sha384-BASE64, with all bytes of the digest"},
    {"bad-key", error, "a key that is no URL: every reader refuses the manifest", "begin keys of files with ./"},
    {"broad-dependencies", warning, "a scope of a whole protocol, root or node_modules may import anything",
     "list what its modules import"},
    {"broad-scope", error,
     "a scope of a whole protocol, root or node_modules lets any bytes pass: nothing in it is checked",
     "list the files with their hashes"},
    {"cascade-nowhere", error, "an entry asks the scopes around it, and there is none: it can never load",
     "give it its hash, or a scope around it"},
    {"cascade-useless", note, "cascade has no effect beside an integrity and dependencies true", "take it away"},
    {"code-in-urls", error, "a scope lets data: or blob: URLs pass: code comes from any string",
     "list the single URLs with their hashes"},
    {"collision", error, "two keys are one file, and ward refuses the manifest", "keep one of them"},
    {"default-anything", warning, "requesters that no entry answers for may import anything",
     "leave the top dependencies away, or list what they import"},
    {"duplicate-content", note, "several files have the same bytes", "nothing, where they are copies of one file"},
    {"empty-entry", warning, "a resource without integrity and without cascade can never load",
     "give it its hash, or take it away"},
    {"folding-collision", warning, "two keys are one file where names have no letter case (Windows, macOS)",
     "rename one of the files"},
    {"invalid-field", error, "a field of a wrong kind: node stops with ERR_MANIFEST_INVALID_RESOURCE_FIELD",
     "write what policies allow there"},
    {"mixed-hashes", warning, "hashes of different algorithms: for node one match of the weakest is enough",
     "keep hashes of one algorithm"},
    {"no-package-json", warning,
     "files of a package are listed, its package.json is not: node stops when it looks for it",
     "list the package.json, where the package has one"},
    {"no-serial", note, "without ward.serial an older manifest with a good signature can be put back",
     "set ward.serial, and let it grow with every release"},
    {"not-composed", warning, "a name with characters that can be written in two ways, which are one file on a Mac",
     "rename the file, in composed form (NFC)"},
    {"onerror-log", error, "onerror is log: node reports and loads all the same",
     "take it away, or write throw or exit"},
    {"outside-dependencies", warning, "a file outside the manifest's folder may import anything",
     "list what it imports"},
    {"outside-folder", warning, "a file outside the manifest's folder is approved", "put the manifest above all files"},
    {"pattern", note, "node 20 refuses a manifest with patterns in dependencies; ward reads them",
     "list the single names where node reads it"},
    {"pattern-all", warning, "the pattern * lets everything be imported", "name what is imported"},
    {"unknown-builtin", error, "a redirect to a builtin that no node has", "name one that exists"},
    {"unknown-field", warning, "a field that nobody reads; a slip of the pen protects nothing",
     "mend its name, or take it away"},
    {"unlisted-target", warning, "a redirect to a file that nothing approves: it can never load", "list the file"},
    {"weak-hash", error, "sha1 and md5 are broken: two files can be made to have the same digest", "write sha384"},
    {"windows-name", note, "a name that is another file, or none, on Windows", "rename the file where Windows matters"},
    {"writable-cache", error, "a cache that programs write to is approved: what is in it is code next time",
     "leave caches out, and let them be empty in production"},
});

}  // namespace

std::string_view name_of(LintSeverity severity) {
    constexpr std::array<std::string_view, 3> names{"note", "warning", "error"};
    return names.at(static_cast<size_t>(severity));
}

std::span<const LintRule> lint_rules() {
    return rules;
}

}  // namespace ward::policy
