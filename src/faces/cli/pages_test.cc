// The reference pages and the shell's completion know every row of every table.
#include "faces/cli/pages.h"

#include <set>

#include <gmock/gmock.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/topics.h"

namespace ward::cli {
namespace {

using testing::HasSubstr;

std::string text_of(std::string_view path) {
    for (const PageFile& file : page_files())
        if (file.path == path) return file.text;
    return {};
}

TEST(Pages, have_files_titles_and_texts_of_their_own) {
    std::set<std::string_view> names;
    for (const Page* page : all_pages()) {
        EXPECT_TRUE(names.insert(page->file).second && names.insert(page->title).second) << page->file;
        EXPECT_TRUE(page->file.ends_with(".md")) << page->file;
        EXPECT_TRUE(split(page->about, '\n')[0].ends_with('.')) << page->file;
        EXPECT_THAT(page->text(), HasSubstr("| --- |")) << page->file;
        EXPECT_THAT(text_of("reference/README.md"), HasSubstr(std::string(page->file)));
    }
}

TEST(Pages, know_every_option_and_its_setting) {
    const std::string commands = text_of("reference/commands.md");
    const std::string settings = text_of("reference/settings.md");
    const std::string manual = manual_page();
    for (const Command* command : all_commands())
        for (const Verb& verb : command->verbs) {
            EXPECT_THAT(commands, HasSubstr("ward " + full_name(*command, verb) + " [OPTIONS]"));
            EXPECT_THAT(manual, HasSubstr(".SS ward " + full_name(*command, verb) + "\n"));
            for (const Option* option : options_of(verb)) {
                EXPECT_THAT(commands, HasSubstr("`--" + std::string(option->name)));
                EXPECT_THAT(manual, HasSubstr("\\-\\-" + replace_all(option->name, "-", "\\-")));
                if (option->config.empty()) continue;
                EXPECT_THAT(settings,
                            HasSubstr("| `" + std::string(option->config) + "` | `" + environment_name(*option)));
            }
        }
}

TEST(Pages, keep_what_a_table_says_out_of_their_markup) {
    EXPECT_EQ(plain("a|b <c> *d* [e] `f|[g]`"), "a\\|b \\<c> \\*d\\* \\[e\\] `f\\|[g]`");
    EXPECT_EQ(code("a|b"), "`a\\|b`");
    EXPECT_EQ(table_row({"a", "", "b"}), "| a | | b |\n");
    EXPECT_EQ(sentence("what it does"), "What it does.");
}

TEST(Topics, have_texts_and_ids_of_their_own) {
    std::set<std::pair<std::string, std::string>> ids;
    for (const Topic& topic : all_topics()) {
        EXPECT_TRUE(ids.insert({topic.kind, topic.id}).second) << topic.id;
        EXPECT_FALSE(topic.text.empty()) << topic.id;
    }
}

// bash runs what stands in $( ) or ` ` of a list of words; nothing of a table may get there.
TEST(Completion, holds_words_that_a_shell_reads_as_they_are) {
    const std::string completion = bash_completion();
    EXPECT_EQ(completion.find('`'), std::string::npos);
    EXPECT_EQ(completion.find('@'), std::string::npos) << "a mark of the script was not replaced";
}

}  // namespace
}  // namespace ward::cli
