#include "judges/policy/registry_start_script.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view old_head = R"sh(#!/bin/sh
basedir=$(dirname "$(echo "$0" | sed -e 's,\\,/,g')")

case `uname` in
    *CYGWIN*) basedir=`cygpath -w "$basedir"`;;
esac

)sh";
constexpr std::string_view node_path = R"(if [ -z "$NODE_PATH" ]; then
  export NODE_PATH="/p/node_modules/.pnpm/a@1.0.0/node_modules:/p/node_modules/.pnpm/node_modules"
else
  export NODE_PATH="/p/node_modules/.pnpm/a@1.0.0/node_modules:/p/node_modules/.pnpm/node_modules:$NODE_PATH"
fi
)";
constexpr std::string_view by_node = R"(if [ -x "$basedir/node" ]; then
  exec "$basedir/node"  "$basedir/../a/bin.js" "$@"
else
  exec node  "$basedir/../a/bin.js" "$@"
fi
)";

TEST(StartScript, is_read_as_pnpm_writes_it) {
    const auto read = read_start_script(fmt::format("{}{}{}", old_head, node_path, by_node));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->target, "../a/bin.js");
    EXPECT_EQ(read->program, "node");
    EXPECT_EQ(read->arguments, "");
    EXPECT_THAT(read->node_path,
                ElementsAre("/p/node_modules/.pnpm/a@1.0.0/node_modules", "/p/node_modules/.pnpm/node_modules"));
    const auto itself = read_start_script(fmt::format("{}\"$basedir/../a/run\"   \"$@\"\nexit $?\n", old_head));
    ASSERT_TRUE(itself);
    EXPECT_EQ(itself->target, "../a/run");
    EXPECT_EQ(itself->program, "");
    EXPECT_THAT(itself->node_path, IsEmpty());
    const auto flags =
        read_start_script(std::string(old_head) + replace_all(replace_all(by_node, "node\"  \"", "node\"  --flag \""),
                                                              "node  \"", "node  --flag \""));
    ASSERT_TRUE(flags);
    EXPECT_EQ(flags->arguments, " --flag");
}

TEST(StartScript, is_nothing_else) {
    const std::string whole = fmt::format("{}{}{}", old_head, node_path, by_node);
    EXPECT_FALSE(read_start_script(""));
    EXPECT_FALSE(read_start_script(whole + "\n"));
    EXPECT_FALSE(read_start_script(whole.substr(0, whole.size() - 1)));
    for (const auto& [from, to] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"exec node  \"$basedir/../a", "exec node  \"$basedir/../b"},  // two targets
             {"../a/bin.js", "../a/$(id).js"},                              // what the shell would run
             {"../a/bin.js", "../a/`id`.js"},
             {"../a/bin.js", "../a/bin.js\" \"x"},
             {"-x \"$basedir/node\"", "-x \"$basedir/sh\""},  // another program
             {"exec node  ", "exec node  -r ./evil;"},
             {":/p/node_modules/.pnpm/node_modules\"\nelse", ":/evil\"\nelse"},  // two paths
             {"/p/node_modules/.pnpm/a@1.0.0", "$HOME"},
             {"sed -e", "sed  -e"},
             {"esac", "esac; id"},
         }) {
        const std::string changed = replace_all(whole, from, to);
        ASSERT_NE(changed, whole) << from;
        EXPECT_FALSE(read_start_script(changed)) << changed;
    }
}

TEST(StartScript, names_the_program_of_the_first_line) {
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env node\n"), (Interpreter{"node", ""}));
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env node --flag\r\nx"), (Interpreter{"node", " --flag"}));
    EXPECT_EQ(interpreter_of("a", "#!/usr/bin/env -S node --flag\n"), (Interpreter{"node", " --flag"}));
    EXPECT_EQ(interpreter_of("a", "#! /bin/sh\n"), (Interpreter{"/bin/sh", ""}));
    EXPECT_EQ(interpreter_of("a.js", "x"), (Interpreter{"node", ""}));
    EXPECT_EQ(interpreter_of("a.cmd", ""), (Interpreter{"cmd", "/C"}));
    EXPECT_EQ(interpreter_of("a",
                             "\x7f"
                             "ELF"),
              (Interpreter{"", ""}));
}

}  // namespace
}  // namespace ward::policy
