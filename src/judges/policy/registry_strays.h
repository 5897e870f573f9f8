// What stands in node_modules and in no tarball (private to this folder): the installer's own files and links, what
// install scripts and programs write, packages that no lock file names, and single files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "judges/policy/registry.h"
#include "judges/policy/registry_compare.h"
#include "judges/policy/registry_lock.h"

namespace ward::policy {

class StraySorter {
  public:
    // `installed` and `comparisons` have the same numbers.
    StraySorter(const Root& project, const LockedTree& locked, const InstalledTree& installed,
                const std::vector<Comparison>& comparisons, const RegistryOptions& options);

    // Of a package that was compared; packages inside it that no tarball brings are collected.
    std::vector<FileFinding> sort(const Comparison& comparison);
    // Of no package.
    std::vector<FileFinding> sort(const std::vector<DiskFile>& strangers);
    // Packages that no lock file names, with their files; sorted by place.
    std::vector<PackageResult> extra_packages() const;

  private:
    struct Owner {
        std::string_view place;  // empty: none
        bool has_install_script = false;
    };
    void sort_one(const DiskFile& file, const Owner& owner, std::vector<FileFinding>& out);
    FileFinding judge(const DiskFile& file, const Owner& owner) const;
    FileFinding judge_command(const DiskFile& file) const;
    FileFinding judge_link(const DiskFile& file) const;
    void add_commands_of(const InstalledPlace& place, const RegistryLimits& limits);
    std::string nearest_package(std::string_view path) const;

    const Root& project_;
    const LockedTree& locked_;
    std::set<std::string, std::less<>> recorded_;
    std::set<std::string, std::less<>> places_;
    std::set<std::string, std::less<>> names_;  // of all locked packages
    // node_modules/.bin/NAME: the files that may stand behind it. Those that a tarball names, and those that only an
    // installed package.json does, which nothing was compared with.
    std::map<std::string, std::set<std::string>, std::less<>> proven_;
    std::map<std::string, std::set<std::string>, std::less<>> claimed_;
    std::map<std::string, std::vector<FileFinding>, std::less<>> extra_;  // by place
};

}  // namespace ward::policy
