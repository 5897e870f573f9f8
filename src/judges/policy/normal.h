// Which URL a key of a manifest means, and which keys are two spellings of one file. node compares texts, so a manifest
// with `./ok.js` and `./%6fk.js`, or `./A.js` and `./a.js` on a disk that does not tell them apart, approves one file
// twice, with different hashes. Everything here is text; the disk is not asked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/url.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

// How two keys are the same.
enum class Alias : uint8_t {
    same_url,     // ./a.js and ./b/../a.js, or an absolute and a relative spelling
    percent,      // ./ok.js and ./%6fk.js
    query,        // ./a.js and ./a.js?b: one file, two modules
    letter_case,  // ./A.js and ./a.js: one file on Windows and on most Macs; whole texts, by the letters of NTFS
    tail,         // ./a.js and `./a.js.`: Windows drops dots and blanks at the end of a name
};
std::string_view name_of(Alias alias);

struct Collision {
    Alias alias = Alias::same_url;
    std::string first;   // as written
    std::string second;  // as written
    uint32_t first_line = 0;
    uint32_t second_line = 0;

    bool operator==(const Collision&) const = default;
};

// A key that means no single file by itself.
struct KeyProblem {
    std::string key;
    std::string reason;
    uint32_t line = 0;

    bool operator==(const KeyProblem&) const = default;
};

// The file system that the files will stand on. `exact` tells all names apart (Linux); `folding` neither letter case
// nor composition, and drops dots and blanks at the end of names (Windows, macOS).
enum class FileNames : uint8_t { exact, folding };

// The URL of a resource's key, in the manifest at `base`: node's rule. Error: parse where it is none.
Result<Url> resource_url(std::string_view key, const Url& base);
// Is `href` a file URL that can be spelled in no other way: letters, digits, - _ . @, no segment of dots, no empty one?
// Parsing it and writing it gives it back, and so does one_spelling.
bool is_plain_file_url(std::string_view href);
// The serialised URLs of many keys of one manifest: those of plain names are put together without parsing.
class KeyReader {
  public:
    explicit KeyReader(const Url& base);
    // resource_url(key, base)->href().
    Result<std::string> href(std::string_view key) const;

  private:
    Url base_;
    std::string folder_;  // base's href up to its last slash; empty where it is no plain file URL
};
// The name under which node files a scope: "", a protocol such as "file:", or a serialised URL.
Result<std::string> scope_name(std::string_view key, const Url& base);

// The names of all entries, in the order of the manifest.
struct NormalNames {
    std::vector<std::string> resources;  // hrefs
    std::vector<std::string> scopes;     // scope_name
};

// Refuses keys that are no URL (parse), and collisions (conflict, naming both spellings and lines): same_url, percent
// and query or, for `folding`, all kinds. For `folding`, keys of files have to be in Unicode's composed form (NFC),
// too: é can be written as one character or as two, which are one file on a Mac. `name` is the manifest's, for
// messages.
Result<NormalNames> normalise(const Manifest& manifest, const Url& base, FileNames names, std::string_view name = {});
// All of them, for lint; keys that are no URL are passed over.
std::vector<Collision> find_collisions(const Manifest& manifest, const Url& base, FileNames names);

// Keys that name no file, or another one, on Windows: devices, data streams, 8.3 names, dots and blanks at the end,
// characters that no name has, backslashes.
std::vector<KeyProblem> windows_problems(const Manifest& manifest, const Url& base);

// The key that means `url` in a manifest at `base`: "./lib/a.js" in its folder or below, the whole URL elsewhere.
std::string key_for(const Url& url, const Url& base);

// Is `text` (UTF-8) in composed form for certain? A character that may compose with the one before it counts as
// decomposed, whether it does or not; the order of marks that never compose is not looked at.
bool is_composed(std::string_view text);

// The URL that ward knows a file by, however it is spelled: file URLs are written as file_url_of_path writes them, so
// %6f is o and ~ is %7E; all others stay. node does not do this: see deviations().
Url one_spelling(Url url);

}  // namespace ward::policy
