// A project on disk with a lock file, and its tarballs in memory, for tests.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "facts/npm/npm_fixture.h"
#include "judges/policy/registry.h"
#include "support/tar_writer.h"

namespace ward::policy::test {

using Files = std::vector<std::pair<std::string, std::string>>;

using npm::test::sri;
using npm::test::sri_sha1;

inline std::string manifest(std::string_view name, std::string_view version, std::string_view more = {}) {
    return fmt::format(R"({{"name": "{}", "version": "{}"{}{}}})", name, version, more.empty() ? "" : ", ", more);
}

// Gives what it was told for an integrity, true or not.
class MemorySource : public npm::TarballSource {
  public:
    void put(std::string integrity, std::string bytes) {
        by_integrity_.insert_or_assign(std::move(integrity), std::move(bytes));
    }

    Result<std::optional<std::string>> tarball(const npm::WantedTarball& wanted) override {
        const auto found = by_integrity_.find(wanted.integrity);
        if (found == by_integrity_.end()) return std::nullopt;
        return found->second;
    }

  private:
    std::map<std::string, std::string, std::less<>> by_integrity_;
};

class Project : public npm::test::Folder {
  public:
    void remove(const std::string& path) const { std::filesystem::remove_all(this->path() / path); }

    // A package that is locked, in the source, and installed file by file.
    void install(const std::string& place, const std::string& version, const Files& files, std::string_view more = {}) {
        lock(place, version, pack(files), more);
        for (const auto& [path, text] : files) write(fmt::format("{}/{}", place, path), text);
    }
    // As install(), but nothing on disk.
    void lock(const std::string& place, const std::string& version, const std::string& packed,
              std::string_view more = {}) {
        const std::string integrity = sri(packed);
        source.put(integrity, packed);
        entry(place, fmt::format(R"("version": "{}", "integrity": "{}"{}{})", version, integrity,
                                 more.empty() ? "" : ", ", more));
    }
    void entry(const std::string& place, std::string_view fields) {
        entries_ += fmt::format(",\n\"{}\": {{{}}}", place, fields);
    }
    static std::string pack(const Files& files) {
        ward::test::TarWriter tar;
        for (const auto& [path, text] : files) tar.add("package/" + path, text);
        return ward::test::gzip(tar.finish());
    }

    Result<RegistryResult> verify(const RegistryOptions& options = {}) {
        if (writes_lock)
            write("package-lock.json",
                  fmt::format(R"({{"lockfileVersion": 3, "packages": {{"": {{"name": "p"}}{}}}}})", entries_));
        auto root = Root::open(path());
        if (!root) return std::unexpected(root.error());
        return verify_against_registry(*root, source, options);
    }
    // One line for whatever is not simply the same; the error, where there is one.
    std::string report(const RegistryOptions& options = {}) {
        const auto result = verify(options);
        if (!result) return "error: " + result.error().message();
        return shown(*result);
    }
    static std::string shown(const RegistryResult& result) {
        std::string out;
        const auto add = [&](const FileFinding& finding) {
            out += fmt::format("  {} {}: {}\n", name_of(finding.state), finding.path, finding.reason);
        };
        for (const PackageResult& package : result.packages) {
            if (package.state != PackageState::same || !package.findings.empty())
                out += fmt::format("{} {}{}{}\n", name_of(package.state), package.place,
                                   package.reason.empty() ? "" : ": ", package.reason);
            for (const FileFinding& finding : package.findings) add(finding);
        }
        for (const FileFinding& finding : result.loose) add(finding);
        for (const Problem& problem : result.problems)
            out += fmt::format("problem {}: {}\n", problem.path, problem.reason);
        return out;
    }

    MemorySource source;
    bool writes_lock = true;

  private:
    std::string entries_;
};

}  // namespace ward::policy::test
