// Real records: what the index answers against the specification's algorithm run over each record as it is written, for
// every version that any record of the package mentions.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/names.h"
#include "facts/advisory/osv_record.h"
#include "formats/versions/versions.h"

namespace ward::advisory {
namespace {

struct Event {
    EventKind kind;
    std::string version;
};
// One affected entry of one record.
struct Entry {
    std::string id;
    bool withdrawn = false;
    std::vector<std::string> versions;
    std::vector<std::vector<Event>> ranges;  // without GIT
};
using Packages = std::map<std::pair<std::string, std::string>, std::vector<Entry>>;

// By the book, for one version; events that are no versions are left out, as docs/database.md says.
bool affected(const Entry& entry, const versions::Ordering* ordering, const std::string& version) {
    if (std::ranges::find(entry.versions, version) != entry.versions.end()) return true;
    const auto key = ordering == nullptr ? std::nullopt : ordering->key(version);
    for (const std::vector<Event>& range : entry.ranges) {
        struct Placed {
            std::string key;
            EventKind kind;
            bool operator<(const Placed& other) const { return std::tie(key, kind) < std::tie(other.key, other.kind); }
        };
        std::vector<Placed> events;
        bool unordered = false;
        for (const Event& event : range) {
            if (event.kind == EventKind::introduced && event.version == "0") {
                events.push_back({"", event.kind});  // no key is empty
                continue;
            }
            unordered = unordered || ordering == nullptr;
            const auto at = ordering == nullptr ? std::nullopt : ordering->key(event.version);
            if (at) events.push_back({*at, event.kind});
            else if (event.version == version && event.kind != EventKind::fixed && !unordered) return true;
        }
        if (unordered) continue;
        std::ranges::stable_sort(events, [](const Placed& a, const Placed& b) { return a < b; });
        bool inside = false;
        for (const Placed& event : events) {
            if (event.key.empty()) inside = true;
            if (!key || event.key.empty()) {
                if (!key && !event.key.empty()) inside = false;  // no place among versions: only "all" counts
                continue;
            }
            if (event.kind == EventKind::introduced && *key >= event.key) inside = true;
            else if ((event.kind == EventKind::fixed && *key >= event.key) ||
                     (event.kind == EventKind::last_affected && *key > event.key))
                inside = false;
        }
        if (inside) return true;
    }
    return false;
}

class RealData : public testing::Test {
  protected:
    void SetUp() override {
        const char* data = std::getenv("WARD_TEST_DATA");
        if (data == nullptr) GTEST_SKIP() << "needs WARD_TEST_DATA, a folder with osv/<ECOSYSTEM>/all.zip";
        source_ = std::string(data) + "/osv";
        std::string pattern = testing::TempDir() + "/ward-real-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        const auto result = import({{source_}, folder_ + "/x.db", false, std::nullopt}, Log());
        ASSERT_TRUE(result) << result.error().message();
        EXPECT_THAT(result->problems, testing::IsEmpty());
        result_ = *result;
        index_ = std::make_unique<Index>(Index::open(folder_ + "/x.db").value());
    }
    void TearDown() override {
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }
    // Every record, out of the index itself: originals are the input, byte for byte.
    Packages packages() {
        Packages out;
        OsvParser parser;
        Notes notes;
        for (uint32_t i = 0; i < index_->info().records; ++i) {
            std::string json = index_->original(i).value();
            const size_t bytes = json.size();
            json.append(json_padding, ' ');
            const OsvRecord& record = **parser.parse(std::string_view(json).substr(0, bytes), notes);
            for (const OsvAffected& from : record.affected) {
                Entry entry{std::string(record.id), record.withdrawn, {}, {}};
                for (const auto version : record.versions_of(from)) entry.versions.emplace_back(version);
                for (const OsvRange& range : record.ranges_of(from)) {
                    if (range.type == RangeType::git) continue;
                    entry.ranges.emplace_back();
                    for (const OsvEvent& event : record.events_of(range))
                        entry.ranges.back().push_back({event.kind, std::string(event.version)});
                }
                std::string storage;
                const auto base = split_ecosystem(from.ecosystem).base;
                out[{std::string(base), std::string(normal_name(base, from.name, storage))}].push_back(entry);
            }
        }
        return out;
    }

    std::string source_;
    std::string folder_;
    ImportResult result_;
    std::unique_ptr<Index> index_;
};

TEST_F(RealData, is_imported_whole) {
    EXPECT_EQ(result_.info.records, 8'884u) << "2661 + 4021 + 1206 + 825 + 171";
    EXPECT_TRUE(index_->verify());
    EXPECT_LE(static_cast<double>(result_.info.file_bytes), 0.35 * static_cast<double>(result_.bytes_read));
}

TEST_F(RealData, is_matched_by_the_book) {
    size_t asked = 0;
    size_t matched = 0;
    for (const auto& [package, entries] : packages()) {
        const auto& [ecosystem, name] = package;
        const versions::Ordering* ordering = versions::ordering_for(ecosystem);
        bool has_semver = false;
        for (const Entry& entry : entries) has_semver = has_semver || !entry.ranges.empty();
        if (ordering == nullptr && has_semver) ordering = versions::ordering_named("semver");
        std::set<std::string> versions = {"0", "0.0.1", "1.0.0-rc.1", "99999.0.0", "no version"};
        for (const Entry& entry : entries) {
            for (const std::string& version : entry.versions)
                if (versions.size() < 150) versions.insert(version);
            for (const auto& range : entry.ranges)
                for (const Event& event : range) versions.insert(event.version);
        }
        for (const std::string& version : versions) {
            std::set<std::string> expected;
            for (const Entry& entry : entries)
                if (!entry.withdrawn && affected(entry, ordering, version)) expected.insert(entry.id);
            std::set<std::string> actual;
            index_->visit({ecosystem, name, version, {}},
                          [&](RecordNumber number) { actual.emplace(index_->record(number).id); });
            ASSERT_EQ(actual, expected) << ecosystem << " " << name << " " << version;
            ++asked;
            matched += expected.size();
        }
    }
    EXPECT_GT(asked, 20'000u);
    EXPECT_GT(matched, asked / 2);
    EXPECT_TRUE(index_->damage());
}

TEST_F(RealData, files_every_listed_version_of_pypi) {
    // The derived oracle: whatever a record lists must match, whether its range gives it or the exact list.
    size_t asked = 0;
    for (const auto& [package, entries] : packages()) {
        if (package.first != "PyPI") continue;
        for (const Entry& entry : entries) {
            if (entry.withdrawn) continue;
            const RecordNumber number = index_->find(entry.id).value();
            for (const std::string& version : entry.versions) {
                bool found = false;
                index_->visit({"PyPI", package.second, version, {}},
                              [&](RecordNumber hit) { found = found || hit == number; });
                ASSERT_TRUE(found) << entry.id << " " << version;
                ++asked;
            }
        }
    }
    EXPECT_GT(asked, 100'000u);
}

}  // namespace
}  // namespace ward::advisory
