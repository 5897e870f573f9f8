// What stands in node_modules and in no tarball (private to this folder): the installer's own files and links, what
// install scripts and programs write, packages that no lock file names, and single files.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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
    FileFinding judge_start_script(const DiskFile& file) const;
    FileFinding judge_link(const DiskFile& file) const;
    bool is_modules_folder(std::string_view folder, std::string_view script) const;
    std::string real_place(std::string path) const;
    bool is_of_package(std::string_view path) const;
    std::string holder_name(std::string_view holder) const;
    bool is_locked_link(std::string_view holder, std::string_view name, const std::string& label,
                        const std::string& target) const;
    void add_links(const std::vector<DiskFile>& files);
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
    std::set<std::pair<std::string, std::string>> commands_;              // path of a proven file, name of the command
    std::set<std::string, std::less<>> links_;                            // on disk
    std::map<std::string, std::string, std::less<>> versions_;            // place: "name@version"
    // What stands in a virtual store's folder with its needs beside it: "node_modules/.pnpm/a@1.0.0": "a@1.0.0".
    std::map<std::string, std::string, std::less<>> owners_;
    std::set<std::pair<std::string, std::string>> names_of_aliases_;  // name, "name@version"
};

}  // namespace ward::policy
