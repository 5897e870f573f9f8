// The tables themselves, and how words become an invocation.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/decisions_file.h"

namespace ward::cli {
namespace {

TEST(Commands, have_names_summaries_and_verbs) {
    std::set<std::string_view> names;
    for (const Command* command : all_commands()) {
        EXPECT_TRUE(names.insert(command->name).second) << command->name;
        EXPECT_FALSE(command->summary.empty()) << command->name;
        EXPECT_FALSE(command->summary.ends_with('.')) << command->name;
        ASSERT_FALSE(command->verbs.empty()) << command->name;
        std::set<std::string_view> verbs;
        for (const Verb& verb : command->verbs) {
            EXPECT_FALSE(verb.summary.empty()) << command->name << verb.name;
            EXPECT_NE(verb.run, nullptr);
            EXPECT_TRUE(verbs.insert(verb.name).second) << command->name << ' ' << verb.name;
        }
        // A lone one has no name; of several one may have none: it is meant where no other is named.
        EXPECT_TRUE(command->verbs.size() > 1 || verbs.contains("")) << command->name;
    }
    EXPECT_TRUE(names.contains("review") && names.contains("audit"));
}

TEST(Options, mean_the_same_wherever_they_stand) {
    std::map<std::string_view, const Option*> by_name;
    std::map<std::string_view, std::string_view> by_key;
    for (const Command* command : all_commands()) {
        for (const Verb& verb : command->verbs) {
            std::set<char> letters;
            for (const Option* option : options_of(verb)) {
                EXPECT_FALSE(option->help.empty()) << option->name;
                if (option->letter != '\0') {
                    EXPECT_TRUE(letters.insert(option->letter).second) << command->name << " -" << option->letter;
                }
                const auto [known, added] = by_name.emplace(option->name, option);
                if (!added) {
                    EXPECT_EQ(known->second->argument.empty(), option->argument.empty()) << option->name;
                    EXPECT_EQ(known->second->config, option->config) << option->name;
                    EXPECT_EQ(known->second->trust, option->trust) << option->name;
                }
                if (option->config.empty()) continue;
                EXPECT_EQ(split(option->config, '.').size(), 2u) << option->config;
                EXPECT_EQ(by_key.emplace(option->config, option->name).first->second, option->name) << option->config;
            }
        }
    }
}

TEST(Options, that_could_weaken_a_scan_are_not_for_the_project) {
    // A path's scope closes nothing and is counted in a note; who publishes stands in what is published.
    const std::set<std::string_view> allowed{
        "scan.exclude",      "audit.fail_on",         "audit.fail_scope",
        "project.id",        "project.name",          "scan.scope",
        "project.publisher", "project.publisher_url", "project.publisher_category"};
    for (const Command* command : all_commands())
        for (const Verb& verb : command->verbs)
            for (const Option* option : options_of(verb))
                if (option->trust == Trust::project) {
                    EXPECT_TRUE(allowed.contains(option->config)) << option->config << ": is it told in the report?";
                }
}

TEST(Help, shows_every_option_and_completion_knows_every_command) {
    const std::string completion = bash_completion();
    for (const Command* command : all_commands()) {
        EXPECT_NE(help_for_program().find(command->name), std::string::npos);
        EXPECT_NE(completion.find(command->name), std::string::npos);
        for (const Verb& verb : command->verbs) {
            const std::string help = help_for(*command, &verb);
            for (const Option* option : options_of(verb))
                EXPECT_NE(help.find("--" + std::string(option->name)), std::string::npos) << option->name;
        }
    }
}

TEST(Parse, takes_options_anywhere_and_keeps_what_follows_two_dashes) {
    const std::vector<std::string> words{"-q",  "audit",     "one",  "--format", "json=x", "--format=sarif",
                                         "two", "--fail-on", "high", "--",       "--odd"};
    const auto parsed = parse(words);
    ASSERT_TRUE(parsed) << parsed.error().message();
    EXPECT_EQ(parsed->command->name, "audit");
    EXPECT_EQ(parsed->invocation.arguments, (std::vector<std::string>{"one", "two", "--odd"}));
    EXPECT_EQ(parsed->invocation.values("format"), (std::vector<std::string>{"json=x", "sarif"}));
    EXPECT_EQ(parsed->invocation.value("fail-on"), "high");
    EXPECT_TRUE(parsed->invocation.has("quiet"));
}

TEST(Parse, names_the_nearest_word) {
    const auto error = [](std::vector<std::string> words) {
        const auto parsed = parse(words);
        return parsed ? "parsed" : parsed.error().message();
    };
    EXPECT_EQ(error({"reveiw"}), "no command 'reveiw'; did you mean 'review'?");
    EXPECT_EQ(error({"audit", "--fale-on", "high"}), "no option '--fale-on'; did you mean '--fail-on'?");
    EXPECT_NE(error({"audit", "--fail-on"}), "parsed");
    EXPECT_NE(error({"audit", "--fail-on", "low", "--fail-on", "high"}), "parsed");
    EXPECT_NE(error({"audit", "--color", "blue"}), "parsed");
}

TEST(Assessments, are_read_with_their_lines) {
    review::Decisions decisions;
    const auto read = read_assessments(R"(schema = 1
[[assessment]]
id = "CVE-1"
component = "pkg:npm/tar"
status = "not_affected"
justification = "component_not_present"
reason = "why"
expires = 2027-01-01
[[expected]]
path = "deps/x"
reason = "ours"
expires = "2027-01-01"
)",
                                       "assessments.toml", decisions);
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_EQ(decisions.assessments.size(), 1u);
    EXPECT_EQ(decisions.assessments[0].expires, "2027-01-01");
    EXPECT_EQ(decisions.assessments[0].origin.line, 2);
    EXPECT_EQ(decisions.expected.size(), 1u);
}

TEST(Assessments, refuse_what_is_half_understood) {
    const std::string good = "id = \"CVE-1\"\nstatus = \"affected\"\nreason = \"r\"\nexpires = 2027-01-01\n";
    for (const auto& [text, part] : std::vector<std::pair<std::string, std::string>>{
             {"", "schema"},
             {"schema = 2\n", "schema"},
             {"schema = 1\n[[assessments]]\n" + good, "did you mean 'assessment'"},
             {"schema = 1\n[[assessment]]\nstatus = \"affected\"\nreason = \"r\"\nexpires = 2027-01-01\n", "'id'"},
             {"schema = 1\n[[assessment]]\nid = \"CVE-*\"\nstatus = \"affected\"\nreason = \"r\"\nexpires = "
              "2027-01-01\n",
              "pattern"},
             {"schema = 1\n[[assessment]]\nid = \"CVE-1\"\nstatus = \"fine\"\nreason = \"r\"\nexpires = 2027-01-01\n",
              "'fine'"},
             {"schema = 1\n[[assessment]]\nid = \"CVE-1\"\nstatus = \"not_affected\"\nreason = \"r\"\nexpires = "
              "2027-01-01\n",
              "justification"},
             {"schema = 1\n[[assessment]]\nid = \"CVE-1\"\nstatus = \"affected\"\nreason = \"r\"\n", "'expires'"},
             {"schema = 1\n[[assessment]]\nid = \"CVE-1\"\nstatus = \"affected\"\nreason = \"r\"\nexpires = \"soon\"\n",
              "not a date"},
             {"schema = 1\n[[assessment]]\nseverity = \"low\"\n" + good, "unknown key"},
             {"schema = \n", "a.toml:1"}}) {
        review::Decisions decisions;
        const auto read = read_assessments(text, "a.toml", decisions);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, ErrorCode::usage);
        EXPECT_NE(read.error().message().find(part), std::string::npos) << read.error().message();
        EXPECT_TRUE(read.error().where.starts_with("a.toml")) << read.error().message();
    }
}

}  // namespace
}  // namespace ward::cli
