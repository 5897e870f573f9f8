// An upstream in memory for tests: answers by URL, in order where there are several, and what was asked. Answers carry
// an ETag and are 304 for who has it; a length that differs from the body stands for one that was cut short.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/ladder/rung.h"
#include "actions/update/upstream/source.h"
#include "base/temporary_folder.h"
#include "formats/digest.h"
#include "io/net/http.h"
#include "support/tar_writer.h"

namespace ward::update::test {

inline const std::string commit_a = std::string(40, 'a');
inline const std::string commit_b = std::string(40, 'b');

class Upstream : public net::Http {
  public:
    struct Answer {
        int status = 200;
        std::string body = {};
        std::vector<net::Header> headers = {};
        std::string answering_url = {};  // empty: the one that was asked
        bool is_lost = false;            // the connection breaks
    };

    void put(const std::string& url, std::string body) { lasting_[url] = Answer{.body = std::move(body)}; }
    void answer(const std::string& url, Answer given) { lasting_[url] = std::move(given); }
    // The next time, before what is there.
    void once(const std::string& url, Answer answer) { next_[url].push_back(std::move(answer)); }

    Result<net::Response> get(const net::Request& request) override {
        asked.push_back(request.url);
        for (const net::Header& header : request.headers)
            if (header.name == "Authorization") tokens.push_back(request.url);
            else if (header.name == "Accept") accepts[request.url] = header.value;
        Answer given{.status = 404, .body = R"({"message":"Not Found"})"};
        if (auto& queue = next_[request.url]; !queue.empty()) {
            given = queue.front();
            queue.pop_front();
        } else if (const auto found = lasting_.find(request.url); found != lasting_.end()) {
            given = found->second;
        }
        if (given.is_lost) return fail(ErrorCode::network, "connection lost", request.url);
        net::Response response;
        response.status = given.status;
        response.url = given.answering_url.empty() ? request.url : given.answering_url;
        response.headers = given.headers;
        response.body = given.body;
        const std::string etag = '"' + sha256_hex(given.body).substr(0, 16) + '"';
        response.headers.push_back({"ETag", etag});
        for (const net::Header& header : request.headers)
            if (header.name == "If-None-Match" && header.value == etag && given.status == 200) {
                response.status = 304;
                response.body.clear();
                ++unchanged;
            }
        return response;
    }

    long count(const std::string& url) const { return std::ranges::count(asked, url); }

    std::vector<std::string> asked;
    std::vector<std::string> tokens;  // URLs that a token was sent to
    std::map<std::string, std::string> accepts;
    int unchanged = 0;

  private:
    std::map<std::string, Answer> lasting_;
    std::map<std::string, std::deque<Answer>> next_;
};

// A tar as forges make it, with one folder around everything.
inline std::string archive_of(const std::vector<std::pair<std::string, std::string>>& files,
                              const std::string& commit = {}, const std::string& folder = "thing-1.0.0") {
    ward::test::TarWriter tar;
    if (!commit.empty()) tar.pax("52 comment=" + commit + "\n", 'g');
    for (const auto& [path, text] : files) tar.add(folder + "/" + path, text);
    return tar.finish();
}

class UpstreamTest : public testing::Test {
  protected:
    UpstreamTest() {
        world.http = &upstream;
        world.courtesy.clock = [] { return Instant{1'000'000}; };
        world.courtesy.sleep = [this](std::chrono::milliseconds wait) { waits.push_back(wait.count()); };
        world.courtesy.random = [] { return 0.0; };
        recipe.id = "thing";
        recipe.source.repository = "acme/thing";
        recipe.source.tag = "v{v}";
    }

    const SourceKind& kind(std::string_view name) {
        recipe.source.kind = name;
        return *source_kind_named(name);
    }
    // All candidates' versions, or the error.
    std::string versions_of(std::string_view name) {
        const auto listed = kind(name).list(recipe, world);
        if (!listed) return listed.error().message();
        std::string all;
        for (const Candidate& candidate : *listed) all += (all.empty() ? "" : " ") + candidate.version;
        return all;
    }
    Candidate candidate_named(std::string_view name, std::string_view version) {
        const auto listed = kind(name).list(recipe, world);
        if (listed)
            for (const Candidate& candidate : *listed)
                if (candidate.version == version) return candidate;
        ADD_FAILURE() << (listed ? "no version " + std::string(version) : listed.error().message());
        return {};
    }
    static Artefact artefact(std::string kind_name, std::string name = {}) {
        Artefact made;
        made.kind = std::move(kind_name);
        made.name = std::move(name);
        return made;
    }

    Upstream upstream;
    World world;
    Recipe recipe;
    std::vector<int64_t> waits;
};

}  // namespace ward::update::test
