#include "io/store/store.h"

#include <gtest/gtest.h>

#include "base/fd.h"

namespace ward::store {
namespace {

std::string fresh_path(std::string_view name) {
    const std::string path = testing::TempDir() + "ward_store_" + std::string(name);
    for (const char* suffix : {"", "-wal", "-shm"}) std::remove((path + suffix).c_str());
    return path;
}

TEST(Store, gives_back_the_newest_review_of_a_project) {
    const std::string path = fresh_path("newest");
    {
        auto store = Store::open(path);
        ASSERT_TRUE(store) << store.error().message();
        EXPECT_EQ(store->last_review("p").value(), std::nullopt);
        ASSERT_TRUE(store->put_review("p", {"2026-01-01T00:00:00Z", "{1}"}));
        ASSERT_TRUE(store->put_review("q", {"2026-01-03T00:00:00Z", "{3}"}));
        ASSERT_TRUE(store->put_review("p", {"2026-01-02T00:00:00Z", "{2}"}));
    }
    auto again = Store::open(path);
    ASSERT_TRUE(again);
    const auto last = again->last_review("p");
    ASSERT_TRUE(last && *last);
    EXPECT_EQ((*last)->json, "{2}");
    EXPECT_EQ((*last)->at, "2026-01-02T00:00:00Z");
}

TEST(Store, keeps_a_bounded_number_of_reviews) {
    auto store = Store::open(fresh_path("bounded"));
    ASSERT_TRUE(store);
    for (int i = 0; i < kept_reviews + 10; ++i) ASSERT_TRUE(store->put_review("p", {"t", std::to_string(i)}));
    EXPECT_EQ((*store->last_review("p"))->json, std::to_string(kept_reviews + 9));
}

TEST(Store, remembers_how_far_runs_came) {
    const std::string path = fresh_path("steps");
    const RunStep first{.run = "r1", .item = "acorn", .state = "FETCHED", .at = "2026-01-01T00:00:00Z", .detail = "{}"};
    const RunStep second{.run = "r1", .item = "acorn", .state = "VERIFIED", .at = "2026-01-01T00:00:01Z"};
    {
        auto store = Store::open(path);
        ASSERT_TRUE(store);
        ASSERT_TRUE(store->add_step("p", "update", first));
        ASSERT_TRUE(store->add_step("p", "update", second));
        ASSERT_TRUE(store->add_step("p", "update", {.run = "r2", .item = "", .state = "STARTED", .at = "t"}));
        ASSERT_TRUE(store->add_step("p", "release", {.run = "r3", .item = "", .state = "STARTED", .at = "t"}));
        ASSERT_TRUE(store->add_step("q", "update", {.run = "r1", .item = "x", .state = "FETCHED", .at = "t"}));
    }
    auto again = Store::open(path);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->runs("p", "update").value(), (std::vector<std::string>{"r2", "r1"}));
    EXPECT_EQ(again->steps_of("p", "update", "r1").value(), (std::vector<RunStep>{first, second}));
    EXPECT_TRUE(again->steps_of("p", "update", "r3").value().empty());
}

TEST(Store, keeps_a_bounded_number_of_runs) {
    auto store = Store::open(fresh_path("runs"));
    ASSERT_TRUE(store);
    for (int i = 0; i < kept_runs + 3; ++i)
        ASSERT_TRUE(store->add_step("p", "update", {.run = std::to_string(i), .item = "", .state = "S", .at = "t"}));
    const auto runs = store->runs("p", "update");
    ASSERT_TRUE(runs);
    EXPECT_EQ(runs->size(), static_cast<size_t>(kept_runs));
    EXPECT_EQ(runs->front(), std::to_string(kept_runs + 2));
    EXPECT_EQ(runs->back(), "3");
}

TEST(Store, says_that_a_file_is_not_its_own) {
    const std::string path = fresh_path("foreign");
    ASSERT_TRUE(replace_file(path, std::string(8192, 'x')));
    const auto store = Store::open(path);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, ErrorCode::damaged);
}

}  // namespace
}  // namespace ward::store
