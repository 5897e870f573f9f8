// NVD's feeds need no key and are asked conditionally, which costs nothing where nothing changed; its API gives the
// same records sooner, at a few requests a minute. Repositories come as the forge's archives of their main branch.
#include "facts/advisory/feeds.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace ward::advisory {
namespace {

constexpr int first_nvd_year = 2002;  // which holds the years before as well

std::vector<FeedFile> nvd(int year) {
    std::vector<FeedFile> files;
    auto add = [&](std::string_view part) {
        const std::string name = fmt::format("nvdcve-2.0-{}.json.gz", part);
        files.push_back({"https://nvd.nist.gov/feeds/json/cve/2.0/" + name, name});
    };
    for (int each = first_nvd_year; each <= year; ++each) add(fmt::format("{}", each));
    add("modified");  // of the last eight days, made every two hours
    return files;
}

std::vector<FeedFile> archive_of(std::string_view repository, std::string_view name) {
    return {{fmt::format("https://codeload.github.com/{}/zip/refs/heads/main", repository), std::string(name)}};
}

constexpr std::array feeds{
    Feed{"cve", "every published CVE record (CVEProject/cvelistV5)",
         [](int) { return archive_of("CVEProject/cvelistV5", "cvelistV5.zip"); }, false,
         "https://raw.githubusercontent.com/CVEProject/cvelistV5/main/cves"},
    Feed{"nodejs", "records of the Node.js Security WG on the runtime and on npm packages (nodejs/security-wg)",
         [](int) { return archive_of("nodejs/security-wg", "security-wg.zip"); }},
    Feed{"nvd", "records of the National Vulnerability Database, with its configurations of products", nvd},
    Feed{"nvd-api", "the same by NVD's API: what changed since the last time, within minutes of the change",
         [](int) { return std::vector<FeedFile>(); }, true},
    Feed{"openssl", "OpenSSL's own records (openssl/release-metadata)",
         [](int) { return archive_of("openssl/release-metadata", "release-metadata.zip"); }},
};

}  // namespace

std::span<const Feed> all_feeds() {
    return feeds;
}

const Feed* feed_named(std::string_view name) {
    const auto found = std::ranges::find(feeds, name, &Feed::name);
    return found == feeds.end() ? nullptr : &*found;
}

}  // namespace ward::advisory
