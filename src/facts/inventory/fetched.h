// What a build fetches from outside, as a build file pins it: a git repository at a tag or commit, an archive's
// address, or a registry's package. Decides which library that is and in which version, by what is written there alone:
// nothing is fetched, and no version is guessed from a branch or a commit.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/catalogue.h"
#include "facts/inventory/inventory.h"

namespace ward::inventory {

struct Pin {
    std::string name{};               // what the build file calls it
    std::string purl_type{};          // of a registry that names it: "bazel", "conan", "vcpkg"; else empty
    std::string version{};            // where it is told outright
    std::string repository{};         // git's address
    std::string revision{};           // a tag, branch or commit of it, as written
    std::vector<std::string> urls{};  // of archives, the first that tells something counts
    std::string folder{};             // the archive's top folder ("zlib-1.2.11"), or its file's name
    bool is_development = false;
    size_t offset = 0;  // of what proves it, in the build file's text
};

// What could not be understood, with its line.
struct PinProblem {
    int64_t line = 0;
    std::string reason;
};

struct Pins {
    std::vector<Pin> pins;
    std::vector<PinProblem> problems;
};

constexpr size_t max_build_file_bytes = 4u << 20;
constexpr size_t max_pins = 5000;       // of one file
constexpr size_t max_pin_bytes = 2000;  // of each of its texts

// The component of one pin. `path` names the build file, `text` is what it holds.
Component component_of(const Pin& pin, std::string_view path, std::string_view text);

// Everything a build file of the project's own pins, to the collector: components at "PATH#NAME", problems as unread,
// and how many are known by their commit alone.
void emit_pins(std::string_view path, std::string_view text, const Pins& found, Collector& out);

// Whether a build file is the project's own. One of vendored code tells what its authors fetch; that is noted.
bool is_own_build_file(const Tree& tree, std::string_view path);
// The same for Bazel's files: those of third_party/ belong to the workspace they stand in, which may be the project's.
bool is_own_bazel_file(const Tree& tree, std::string_view path);
void note_foreign_build_file(std::string_view path, Collector& out);

// Lines of places in a text, asked for mostly in rising order: each is counted from the one before.
class LineCounter {
  public:
    explicit LineCounter(std::string_view text) : text_(text) {}
    int64_t at(size_t offset);

  private:
    std::string_view text_;
    size_t offset_ = 0;
    int64_t line_ = 1;
};

// A place in a forge's repository that an archive's address names.
struct ForgeArchive {
    std::string repository;  // "https://github.com/madler/zlib"
    std::string revision;    // "v1.2.11", or a commit
};
std::optional<ForgeArchive> forge_archive(std::string_view url);

// "1.2.11" of "v1.2.11", "curl-8_5_0" (with a row that spells tags so), "release-1.2"; nothing for a branch or commit.
std::optional<std::string> version_of_tag(const CatalogueRow* row, std::string_view name, std::string_view tag);

// "zlib" and "1.2.11" of "zlib-1.2.11.tar.gz", "boost" and "1.83.0" of "boost_1_83_0".
struct NamedVersion {
    std::string name;
    std::string version;
};
std::optional<NamedVersion> split_archive_name(std::string_view file);

}  // namespace ward::inventory
