// Advisory indexes for tests: a good one, forged ones whose checksums are right again, and somebody who asks
// everything.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "facts/advisory/advisory.h"
#include "facts/advisory/builder.h"
#include "facts/advisory/image_writer.h"
#include "facts/advisory/layout.h"

namespace ward::test {

// Records R-0, R-1, ...: two for each package p0, p1, ..., each pair joined by an alias CVE-0, CVE-1, ...
inline std::string sample_index(int count) {
    std::vector<std::string> records;
    for (int i = 0; i < count; ++i)
        records.push_back(fmt::format(
            R"({{"id":"R-{0}","modified":"2024-01-01T00:00:{1:02}Z","aliases":["CVE-{2}"],"summary":"text {0}",)"
            R"("affected":[{{"package":{{"ecosystem":"npm","name":"p{2}"}},"ranges":[{{"type":"SEMVER","events":)"
            R"([{{"introduced":"{1}.0.0"}},{{"fixed":"{1}.{0}.1"}}]}}],"versions":["0.{0}.0","x-{0}"]}}]}})",
            i, i % 60, i / 2));
    const std::vector<std::string_view> views(records.begin(), records.end());
    return advisory::build(views).value();
}

// `good` taken apart, changed section by section, and put together again with all its checksums.
inline std::string forge(std::string_view good,
                         const std::function<void(advisory::layout::Section, std::string&)>& change) {
    using namespace advisory::layout;
    advisory::Sections sections;
    for (size_t i = 1; i < section_count; ++i) {
        SectionRow row;
        std::memcpy(&row, good.data() + sizeof(Header) + i * sizeof row, sizeof row);
        std::string bytes(good.substr(row.offset, row.bytes));
        change(static_cast<Section>(i + 1), bytes);
        if (i + 1 == section_count) sections.texts.push_back(bytes);
        else sections.bytes[i] = bytes;
    }
    return advisory::make_image(std::move(sections));
}

// Asks an index made like sample_index(count) everything there is to ask. True when every answer is the right one.
inline bool answers_rightly(const advisory::Index& index, int count) {
    bool right = true;
    for (int i = 0; i < count; i += 7) {
        const std::string package = fmt::format("p{}", i / 2);
        const auto hits = index.query({"npm", package, fmt::format("{}.0.0", i % 60), {}});
        const auto found = index.find(fmt::format("R-{}", i));
        right = right && found && std::ranges::any_of(hits, [&](const auto& hit) { return hit.record == *found; });
        right = right && index.records_named(fmt::format("CVE-{}", i / 2)).size() == 2;
        for (const advisory::Hit& hit : hits) {
            const advisory::Record record = index.record(hit.record);
            const auto title = index.title(hit.record);
            right = right && title && "R-" + title->substr(std::min<size_t>(5, title->size())) == record.id;
            right = right && record.set.size() == 3 && index.original(hit.record) && index.references(hit.record);
        }
        right = right && !index.records_of("npm", package).empty();
    }
    return right;
}

}  // namespace ward::test
