// What the tests of collection share: a forge in memory, a clock that stands, and waits that are written down.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/forge/collect.h"
#include "facts/forge/facts_file.h"
#include "support/forge_shapes.h"

namespace ward::forge {

class Collecting : public testing::Test {
  protected:
    explicit Collecting(const std::string& folder, const std::string& prefix = {}) : forge(folder, prefix) {
        request.name = "acme/rocket";
        request.token = "s3cret";
        request.collected = 1'795'000'000;
        request.oss_fuzz = "https://github.com/other/thing\n";
        request.courtesy.clock = [] { return Instant{1'000'000}; };
        request.courtesy.sleep = [this](std::chrono::milliseconds wait) { waits.push_back(wait.count()); };
        request.courtesy.random = [] { return 0.0; };
    }

    ForgeFacts collected() {
        const auto all = collect(forge, request);
        if (!all) {
            ADD_FAILURE() << all.error().message();
            return {};
        }
        calls = all->calls;
        // Whatever was collected can be kept and read again, and the token is in none of it.
        const std::string json = write_facts(all->facts);
        const auto again = read_facts(json, "facts.json");
        EXPECT_TRUE(again) << again.error().message();
        EXPECT_TRUE(again && *again == all->facts);
        EXPECT_FALSE(json.contains(request.token)) << "the token is in the bundle";
        for (const std::string& url : forge.urls) EXPECT_FALSE(url.contains(request.token)) << url;
        return all->facts;
    }

    // The reasons of that part; "" for none.
    static std::string gap(const ForgeFacts& facts, std::string_view part) {
        std::string reasons;
        for (const Gap& row : facts.gaps)
            if (row.part == part) reasons += (reasons.empty() ? "" : " | ") + row.reason;
        return reasons;
    }

    long count(const std::string& route) const { return std::ranges::count(forge.asked, route); }

    test::ForgeShapes forge;
    CollectRequest request;
    std::vector<int64_t> waits;
    int calls = 0;
};

}  // namespace ward::forge
