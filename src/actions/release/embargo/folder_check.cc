#include "actions/release/embargo/folder_check.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/core.h>

#include "actions/release/embargo/bundle.h"
#include "actions/release/embargo/bundle_check.h"
#include "actions/release/embargo/clean_cache.h"
#include "actions/release/embargo/mail_patch.h"
#include "base/parallel.h"
#include "base/text.h"

namespace ward::release {
namespace {

using gitobjects::ObjectId;

constexpr size_t files_in_a_row = 64;

std::string_view folder_part(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// What the file is, as long as nobody touches it.
ObjectId key_of_file(const SurveyEntry& entry) {
    const FileIdentity& file = entry.status.identity;
    return key_of(
        fmt::format("{} {} {} {} {} {}", file.device, file.inode, file.size, file.modified, file.changed, entry.path));
}

class FileCheck {
  public:
    FileCheck(const Root& root, const TaintMatcher& matcher, const LeakCheckOptions& options)
        : root_(root),
          matcher_(matcher),
          options_(options),
          cache_(CleanCache::load(options.cache_folder, "files", matcher.digest(), gitobjects::sha256_bytes)) {}

    LeakReport run(const Survey& survey, const std::vector<std::string>& repositories) {
        std::vector<const SurveyEntry*> files;
        for (const SurveyEntry& entry : survey.entries) {
            if (is_object(entry.path, repositories)) continue;
            check_name(entry);
            if (entry.kind == EntryKind::file) files.push_back(&entry);
        }
        report_.files = files.size();
        std::vector<Row> rows((files.size() + files_in_a_row - 1) / files_in_a_row);
        parallel_for(rows.size(), [&](size_t number) {
            const size_t end = std::min(files.size(), (number + 1) * files_in_a_row);
            for (size_t i = number * files_in_a_row; i < end; ++i) check_content(*files[i], rows[number]);
        });
        std::vector<ObjectId> clean;
        for (Row& row : rows) {
            report_.add(std::move(row.report));
            std::ranges::copy(row.clean, std::back_inserter(clean));
        }
        for (const Problem& problem : survey.problems) report_.problems.push_back(problem);
        if (auto kept = cache_.keep(std::move(clean)); !kept)
            report_.problems.push_back({kept.error().where, kept.error().what});
        return std::move(report_);
    }

  private:
    struct Row {
        LeakReport report;
        std::vector<ObjectId> clean;
    };

    static bool is_object(std::string_view path, const std::vector<std::string>& repositories) {
        return std::ranges::any_of(repositories, [&](const std::string& repository) {
            return is_below(path, repository.empty() ? "objects" : repository + "/objects");
        });
    }

    // A name below a folder whose name was told already says nothing new.
    void check_name(const SurveyEntry& entry) {
        if (told_.contains(folder_part(entry.path))) {
            if (entry.kind == EntryKind::folder) told_.insert(entry.path);
            return;
        }
        std::string text = entry.path;
        if (entry.kind == EntryKind::symlink) {
            const auto target = root_.link_target(entry.path);
            if (target) text += '\n' + *target;
            else report_.problems.push_back({entry.path, target.error().what});
        }
        for (Leak& leak : leaks_in(text, matcher_, {.kind = "name", .place = matcher_.redact(entry.path)})) {
            report_.leaks.push_back(std::move(leak));
            if (entry.kind == EntryKind::folder) told_.insert(entry.path);
        }
    }

    void check_content(const SurveyEntry& entry, Row& row) const {
        const ObjectId key = key_of_file(entry);
        if (cache_.has(key)) {
            ++row.report.known_clean;
            return;
        }
        const auto bytes = root_.read(entry.path, max_checked_file_bytes);
        if (!bytes) {
            row.report.problems.push_back({entry.path, bytes.error().what});
            return;
        }
        LeakReport one = check_bytes(*bytes, matcher_.redact(entry.path), matcher_, options_);
        if (one.clean() && one.complete()) row.clean.push_back(key);
        row.report.add(std::move(one));
    }

    const Root& root_;
    const TaintMatcher& matcher_;
    const LeakCheckOptions& options_;
    CleanCache cache_;
    std::set<std::string, std::less<>> told_;
    LeakReport report_;
};

}  // namespace

std::vector<std::string> repositories_in(const Survey& survey) {
    std::set<std::string, std::less<>> heads;
    std::vector<std::string> out;
    const auto named = [](std::string_view path, std::string_view name) {
        return path == name || (path.ends_with(name) && path[path.size() - name.size() - 1] == '/');
    };
    for (const SurveyEntry& entry : survey.entries)
        if (entry.kind == EntryKind::file && named(entry.path, "HEAD")) heads.emplace(folder_part(entry.path));
    for (const SurveyEntry& entry : survey.entries)
        if (entry.kind == EntryKind::folder && named(entry.path, "objects") && heads.contains(folder_part(entry.path)))
            out.emplace_back(folder_part(entry.path));
    return out;
}

LeakReport check_files(const Root& root, const Survey& survey, const std::vector<std::string>& repositories,
                       const TaintMatcher& matcher, const LeakCheckOptions& options) {
    return FileCheck(root, matcher, options).run(survey, repositories);
}

LeakReport check_bytes(std::string_view bytes, const std::string& place, const TaintMatcher& matcher,
                       const LeakCheckOptions& options) {
    if (is_bundle(bytes)) return check_bundle(bytes, place, matcher, options);
    if (has_patch(bytes)) return check_patch_text(bytes, matcher, place);
    LeakReport report;
    report.leaks = leaks_in(bytes, matcher, {.kind = "file", .place = place});
    return report;
}

}  // namespace ward::release
