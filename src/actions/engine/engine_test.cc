// The engine with a world of its own: a set of things that are there, which a test may make fail at any point.
#include <cstdlib>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/engine/executor.h"
#include "base/fd.h"
#include "base/text.h"

namespace ward::engine {
namespace {

using testing::HasSubstr;

Effect effect(const std::string& name) {
    return {.kind = "make", .target = name, .summary = "make " + name, .content = {{"name", name}}};
}

Plan plan_of(std::initializer_list<std::string> names) {
    Plan plan{.action = "test", .scope = "here"};
    for (const std::string& name : names) plan.effects.push_back(effect(name));
    return plan;
}

class World : public Driver {
  public:
    Result<Sight> look(const Effect& asked, Doubt doubt) override {
        ++looks;
        if (doubt == Doubt::sent) ++doubtful_looks;
        if (blind) return fail(ErrorCode::network, "nobody answers");
        if (there.contains(asked.target)) return Sight{Standing::present, "is there"};
        if (changed.contains(asked.target)) return Sight{Standing::changed, "is another"};
        return Sight{};
    }
    Result<std::string> perform(const Effect& asked) override {
        performed.push_back(asked.target);
        if (!arrives.empty()) {
            const bool arrived = arrives.front();
            arrives.erase(arrives.begin());
            if (arrived) there.insert(asked.target);
            blind = blind_after;
            return fail(code, "the answer was lost");
        }
        there.insert(asked.target);
        return "made";
    }

    std::set<std::string> there;
    std::set<std::string> changed;
    std::vector<std::string> performed;
    std::vector<bool> arrives;  // for each attempt whose answer is lost: did it take effect?
    ErrorCode code = ErrorCode::network;
    bool blind = false;
    bool blind_after = false;
    int looks = 0;
    int doubtful_looks = 0;
};

class Engine : public testing::Test {
  protected:
    Engine() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_engine_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder = name;
    }
    ~Engine() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    std::string path() const { return folder + "/journal"; }
    std::string text() const { return read_file(path(), 1u << 20).value_or("(none)"); }
    Journal open() const {
        auto journal = Journal::open(path());
        EXPECT_TRUE(journal) << journal.error().message();
        return std::move(*journal);
    }

    std::string folder;
    World world;
};

TEST(Plan, keys_and_hashes_speak_of_what_is_done) {
    const Plan plan = plan_of({"a", "b"});
    Plan other = plan;
    other.notes = {"for people"};
    EXPECT_EQ(hash_of(plan), hash_of(other));
    other.effects[0].requires_state["x"] = "1";
    EXPECT_NE(hash_of(plan), hash_of(other));
    EXPECT_EQ(key_of("test", "here", plan.effects[0]), key_of("test", "here", other.effects[0]));
    EXPECT_NE(key_of("test", "here", plan.effects[0]), key_of("test", "there", plan.effects[0]));
    other = plan;
    other.effects[0].content["name"] = "c";
    EXPECT_NE(key_of("test", "here", plan.effects[0]), key_of("test", "here", other.effects[0]));
    std::swap(other.effects[0], other.effects[1]);
    EXPECT_NE(hash_of(plan), hash_of(other));
}

TEST(Plan, is_read_as_it_was_written_or_not_at_all) {
    Plan plan = plan_of({"a", "b\n\"<!--"});
    plan.notes = {"a note"};
    plan.effects[0].requires_state = {{"state", "open"}};
    const std::string json = to_json(plan);
    const auto read = plan_from_json(json, "plan.json");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, plan);
    EXPECT_EQ(to_json(*read), json);
    const auto forged = plan_from_json(replace_all(json, "make a", "make c"), "plan.json");
    ASSERT_FALSE(forged);
    EXPECT_THAT(forged.error().message(), HasSubstr("changed after it was made"));
    for (const char* bad : {"", "[]", "{}", R"({"schema":"ward-plan/1"})",
                            R"({"schema":"ward-plan/1","action":"a","scope":"b","effects":[1]})",
                            R"({"schema":"ward-plan/1","action":"a","scope":"b","effects":{}})"})
        EXPECT_FALSE(plan_from_json(bad, "plan.json")) << bad;
}

TEST_F(Engine, does_everything_once_and_then_nothing) {
    const Plan plan = plan_of({"a", "b"});
    {
        Journal journal = open();
        const Execution execution = execute(plan, journal, world);
        EXPECT_FALSE(execution.stopped);
        EXPECT_EQ(execution.count(Outcome::Kind::done), 2u);
    }
    Journal journal = open();
    EXPECT_TRUE(journal.unresolved().empty());
    EXPECT_EQ(execute(plan, journal, world).count(Outcome::Kind::already), 2u);
    EXPECT_EQ(world.performed, (std::vector<std::string>{"a", "b"}));
}

TEST_F(Engine, asks_before_it_does_a_lost_one_again) {
    world.arrives = {false, true};
    Journal journal = open();
    const Execution execution = execute(plan_of({"a"}), journal, world);
    EXPECT_EQ(execution.count(Outcome::Kind::done), 1u);
    EXPECT_EQ(world.performed.size(), 2u) << "the first did not arrive, the second did";
    EXPECT_EQ(world.doubtful_looks, 2);
}

TEST_F(Engine, gives_up_after_some_attempts) {
    world.arrives = {false, false, false, false};
    Journal journal = open();
    const Execution execution = execute(plan_of({"a", "b"}), journal, world);
    ASSERT_TRUE(execution.stopped);
    EXPECT_EQ(execution.stopped->code, ErrorCode::network);
    EXPECT_EQ(world.performed.size(), static_cast<size_t>(max_attempts));
    EXPECT_TRUE(journal.unresolved().empty()) << "it is known not to be there";
}

TEST_F(Engine, does_not_come_back_at_once_where_it_was_asked_to_wait) {
    world.arrives = {false};
    world.code = ErrorCode::rate_limited;
    Journal journal = open();
    const Execution execution = execute(plan_of({"a"}), journal, world);
    ASSERT_TRUE(execution.stopped);
    EXPECT_EQ(execution.stopped->code, ErrorCode::rate_limited);
    EXPECT_EQ(world.performed.size(), 1u);
    EXPECT_TRUE(journal.unresolved().empty()) << "it is known not to be there";
}

TEST_F(Engine, leaves_open_what_nobody_can_tell_and_settles_it_later) {
    for (const bool arrived : {true, false}) {
        world = World();
        world.arrives = {arrived};
        world.blind_after = true;
        const std::string name = arrived ? "there" : "lost";
        {
            Journal journal = open();
            ASSERT_TRUE(execute(plan_of({name, "next"}), journal, world).stopped);
            EXPECT_EQ(journal.unresolved().size(), 1u);
            EXPECT_FALSE(reconcile(journal, world)) << "still nobody answers";
        }
        world.blind = false;
        Journal journal = open();
        ASSERT_EQ(journal.unresolved().size(), 1u);
        EXPECT_EQ(journal.unresolved()[0].effect, effect(name));
        const auto settled = reconcile(journal, world);
        ASSERT_TRUE(settled) << settled.error().message();
        ASSERT_EQ(settled->size(), 1u);
        EXPECT_EQ(settled->front().kind, arrived ? Outcome::Kind::done : Outcome::Kind::failed);
        EXPECT_EQ(world.performed.size(), 1u) << "to settle is to ask";
        EXPECT_TRUE(journal.unresolved().empty());
    }
}

TEST_F(Engine, a_refusal_ends_an_effect_and_some_end_the_plan) {
    world.arrives = {false};
    world.code = ErrorCode::unsupported;
    {
        Journal journal = open();
        const Execution execution = execute(plan_of({"a", "b"}), journal, world);
        EXPECT_FALSE(execution.stopped);
        EXPECT_EQ(execution.count(Outcome::Kind::failed), 1u);
        EXPECT_EQ(execution.count(Outcome::Kind::done), 1u);
    }
    world = World();
    world.arrives = {false};
    world.code = ErrorCode::auth;
    Journal journal = open();
    const Execution execution = execute(plan_of({"c", "d"}), journal, world);
    ASSERT_TRUE(execution.stopped);
    EXPECT_EQ(world.performed, std::vector<std::string>{"c"});
    EXPECT_TRUE(journal.unresolved().empty());
}

TEST_F(Engine, leaves_alone_what_has_changed) {
    world.changed = {"a"};
    Journal journal = open();
    const Execution execution = execute(plan_of({"a", "b"}), journal, world);
    EXPECT_EQ(execution.count(Outcome::Kind::changed), 1u);
    EXPECT_EQ(world.performed, std::vector<std::string>{"b"});
}

TEST_F(Engine, one_run_at_a_time) {
    Journal journal = open();
    const auto second = Journal::open(path());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(Engine, a_torn_line_is_cut_off_wherever_it_is_torn) {
    {
        Journal journal = open();
        ASSERT_TRUE(journal.intend("hash", "key-a", effect("a")));
        ASSERT_TRUE(journal.conclude("key-a", "done", "detail"));
        ASSERT_TRUE(journal.intend("hash", "key-b", effect("b")));
    }
    const std::string whole = text();
    const size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    for (size_t cut = 0; cut <= whole.size(); cut += cut < last ? 11 : 1) {
        std::filesystem::remove(path());
        ASSERT_TRUE(replace_file(path(), whole.substr(0, cut)));
        Journal journal = open();
        EXPECT_EQ(journal.was_torn(), cut != 0 && whole[cut - 1] != '\n') << cut;
        const size_t open_intents = cut == whole.size() ? 1 : 0;
        if (cut >= last) {
            EXPECT_EQ(journal.unresolved().size(), open_intents) << cut;
        }
        ASSERT_TRUE(journal.intend("hash", "key-c", effect("c")));
        const auto again = read_journal(text(), "journal");
        ASSERT_TRUE(again) << cut << ": " << again.error().message();
        EXPECT_EQ(again->unresolved.back().key, "key-c");
        EXPECT_EQ(again->good_bytes, text().size());
    }
}

TEST_F(Engine, a_line_that_is_not_what_was_written_is_damage) {
    {
        Journal journal = open();
        for (const char* key : {"a", "b", "c"}) {
            ASSERT_TRUE(journal.intend("hash", key, effect(key)));
            ASSERT_TRUE(journal.conclude(key, "done", ""));
        }
    }
    const std::string whole = text();
    const size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    for (size_t at = 0; at < last; at += 7) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        const auto read = read_journal(changed, "journal");
        ASSERT_FALSE(read) << at;
        EXPECT_EQ(read.error().code, ErrorCode::damaged);
    }
    // A line taken out, or told twice, is noticed by the one behind it.
    const size_t first = whole.find('\n') + 1;
    const size_t second = whole.find('\n', first) + 1;
    EXPECT_FALSE(read_journal(whole.substr(0, first) + whole.substr(second), "journal"));
    EXPECT_FALSE(read_journal(whole.substr(0, second) + whole.substr(first), "journal"));
    EXPECT_FALSE(read_journal(std::string(3, '\n') + whole, "journal"));
}

TEST_F(Engine, a_long_journal_starts_anew_when_nothing_is_open) {
    {
        Journal journal = open();
        Effect large = effect("large");
        large.content["text"] = std::string(rotate_journal_bytes, 'x');
        ASSERT_TRUE(journal.intend("hash", "large", large));
    }
    EXPECT_EQ(open().unresolved().size(), 1u) << "something is open: kept";
    {
        Journal journal = open();
        ASSERT_TRUE(journal.conclude("large", "done", ""));
    }
    EXPECT_TRUE(open().unresolved().empty());
    EXPECT_LT(text().size(), 100u);
    EXPECT_TRUE(std::filesystem::exists(path() + ".old"));
}

}  // namespace
}  // namespace ward::engine
