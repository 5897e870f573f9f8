// Tests of the formats as files: each is valid by its schema, the same bytes each time, and harmless to what reads it,
// even where every string of the report is an attack.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "faces/report/report.h"
#include "faces/report/sample_report_test.h"
#include "faces/report/text_table.h"
#include "formats/openvex.h"

namespace ward::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string in_format(std::string_view name, const Report& report, const Style& style = {}) {
    const Format* format = format_named(name);
    return format == nullptr ? std::string() : format->write(report, style);
}

size_t count_of(std::string_view text, std::string_view part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

// A file of this process, gone with the object.
class TemporaryFile {
  public:
    explicit TemporaryFile(std::string_view content)
        : path_(fmt::format("{}/ward-report-test-{}", std::filesystem::temp_directory_path().string(), ::getpid())) {
        std::ofstream(path_, std::ios::binary) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

TEST(Formats, are_a_sorted_table_of_complete_rows) {
    std::set<std::string_view> names;
    std::string_view last;
    for (const Format* format : all_formats()) {
        EXPECT_FALSE(format->name.empty());
        EXPECT_THAT(format->media_type, HasSubstr("/")) << format->name;
        EXPECT_TRUE(format->extension.starts_with('.')) << format->name;
        EXPECT_FALSE(format->summary.empty()) << format->name;
        EXPECT_NE(format->summary.back(), '.') << format->name;
        EXPECT_NE(format->write, nullptr) << format->name;
        EXPECT_TRUE(names.insert(format->name).second) << format->name << " twice";
        EXPECT_LT(last, format->name);
        EXPECT_EQ(format_named(format->name), format);
        last = format->name;
    }
    EXPECT_EQ(names,
              (std::set<std::string_view>{"csaf", "cyclonedx", "cyclonedx-vex", "dep-checker-issue", "dep-checker-json",
                                          "dep-checker-text", "github-env", "html", "json", "markdown", "openvex",
                                          "osv-draft", "post", "sarif", "spdx", "table"}));
    EXPECT_EQ(format_named("pdf"), nullptr);
    EXPECT_EQ(format_named(""), nullptr);
}

class EveryFormat : public testing::TestWithParam<const Format*> {};

TEST_P(EveryFormat, gives_the_same_bytes_each_time) {
    for (const Report& report : {sample_report(), hostile_report(), empty_report()})
        EXPECT_EQ(GetParam()->write(report, {}), GetParam()->write(report, {}));
}

TEST_P(EveryFormat, survives_every_style_without_an_escape_character) {
    for (const Report& report : {sample_report(), hostile_report(), empty_report()})
        for (const size_t width : {size_t{0}, size_t{1}, size_t{20}, size_t{80}, size_t{400}})
            for (const bool explain : {false, true})
                for (const bool inventory : {false, true}) {
                    const std::string text = GetParam()->write(
                        report, {.colour = false, .width = width, .explain = explain, .inventory = inventory});
                    // A workflow that is given nothing does nothing: that is what it means there.
                    if (text.empty()) {
                        EXPECT_EQ(GetParam()->name, "github-env");
                        continue;
                    }
                    EXPECT_EQ(text.find('\x1b'), std::string::npos);
                    EXPECT_EQ(text.find('\0'), std::string::npos);
                    EXPECT_EQ(valid_utf8(text), text);
                    EXPECT_EQ(text.back(), '\n');
                }
}

// The golden files show a reader what each format looks like; WARD_BLESS=1 writes them anew.
TEST_P(EveryFormat, writes_the_sample_as_its_golden_file) {
    const std::string path = fmt::format("tests/golden/report/sample{}", GetParam()->extension);
    const std::string text = GetParam()->write(sample_report(), {});
    if (std::getenv("WARD_BLESS") != nullptr) {  // NOLINT(concurrency-mt-unsafe): one thread
        std::filesystem::create_directories("tests/golden/report");
        std::ofstream(path, std::ios::binary) << text;
    }
    std::ostringstream golden;
    golden << std::ifstream(path, std::ios::binary).rdbuf();
    EXPECT_EQ(text, golden.str()) << "run with WARD_BLESS=1 and look at the difference";
}

INSTANTIATE_TEST_SUITE_P(All, EveryFormat, testing::ValuesIn(all_formats().begin(), all_formats().end()),
                         [](const auto& test) { return replace_all(test.param->name, "-", "_"); });

// Drafts are of what vet warns of and no record says yet.
TEST(OsvDraft, is_one_record_for_one_package_and_a_list_for_several) {
    Report report = empty_report();
    report.started = "2026-11-27T00:00:00Z";
    Finding finding;
    finding.judge = "vet";
    finding.rule = "suspicious-package";
    finding.severity = Severity::medium;
    finding.purl = "pkg:npm/%40x/bad@1.0.1";
    finding.title = "warn: secrets flow to the network";
    finding.evidence = {{"lib/a.js", 3, "S03: env to fetch"}};
    finding.key = "0123456789abcdef";
    report.findings = {finding};
    report.verdicts = {{finding.purl, "warn", 4.5, "why", {{"S03", 4.5, "env to fetch"}}}};
    const std::string one = format_named("osv-draft")->write(report, {.publisher = "A group"});
    EXPECT_TRUE(one.starts_with('{'));
    for (const std::string_view text :
         {R"("id": "MAL-0000-ward-0123456789abcdef")", R"("name": "@x/bad")", R"("versions": ["1.0.1"])",
          R"("type": "FINDER")", R"(S03: env to fetch in lib/a.js:3)", R"("score": 4.5)"})
        EXPECT_THAT(one, HasSubstr(text));
    report.findings.push_back(finding);
    EXPECT_TRUE(format_named("osv-draft")->write(report, {}).starts_with('['));
    for (Finding& each : report.findings) each.severity = Severity::none;
    EXPECT_EQ(format_named("osv-draft")->write(report, {}), "[]\n") << "a notice is no draft";
}

// A version or a message of upstream must not be able to set another variable of the job.
TEST(Formats, github_env_has_a_line_for_each_variable_and_no_other) {
    Report report;
    EXPECT_EQ(format_named("github-env")->write(report, {}), "") << "nothing was taken";
    DependencyUpdate update;
    update.id = "acorn";
    update.state = "AVAILABLE";
    update.chosen = "8.19.0";
    report.updates = {update};
    EXPECT_EQ(format_named("github-env")->write(report, {}), "");
    report.updates[0].state = "SWAPPED";
    EXPECT_EQ(format_named("github-env")->write(report, {}),
              "UPDATED=acorn\nCOMMIT_MSG=deps: update acorn to 8.19.0\nNEW_VERSION=8.19.0\n");
    report.updates[0].closes = {"CVE-1\nPATH=/evil"};
    const std::string text = format_named("github-env")->write(report, {});
    EXPECT_THAT(text, HasSubstr("COMMIT_MSG<<ward_"));
    EXPECT_THAT(text, testing::Not(HasSubstr("\nPATH=")));
    EXPECT_TRUE(text.ends_with("\nNEW_VERSION=8.19.0\n"));
}

class ValidatedFormat : public testing::TestWithParam<std::string_view> {};

TEST_P(ValidatedFormat, is_valid_by_its_schema) {
    if (!std::filesystem::exists("tests/oracles/node_modules/ajv")) GTEST_SKIP() << "needs npm ci in tests/oracles";
    Report inventory = sample_report();
    inventory.command = "inventory";
    inventory.findings.clear();
    inventory.since.reset();
    std::vector<Report> reports{sample_report(), hostile_report(),
                                branches_report({"3.0.0", "2.0.0", "3.0.0", "1.0.0"})};
    // OpenVEX has no form for a document that states nothing.
    if (GetParam() != "openvex") reports.insert(reports.end(), {empty_report(), inventory});
    for (const Report& report : reports) {
        const TemporaryFile file(in_format(GetParam(), report));
        const std::string_view kind = GetParam() == "cyclonedx-vex" ? "cyclonedx" : GetParam();
        const std::string command = fmt::format("node tests/oracles/validate.js {} {} 2>&1", kind, file.path());
        FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): fixed words and a path of ours
        ASSERT_NE(pipe, nullptr);
        std::string said;
        for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
        const int status = ::pclose(pipe);
        if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "needs the schemas of WARD_TEST_DATA: " << said;
        EXPECT_EQ(WEXITSTATUS(status), 0) << report.subject.name.substr(0, 20) << ": " << said;
    }
}

INSTANTIATE_TEST_SUITE_P(Schemas, ValidatedFormat,
                         testing::Values("csaf", "cyclonedx", "cyclonedx-vex", "openvex", "sarif", "spdx"),
                         [](const auto& test) { return replace_all(test.param, "-", "_"); });

TEST(Terminal, obeys_no_command_of_the_subject) {
    for (const bool explain : {false, true}) {
        const std::string text = in_format("table", hostile_report(), {.width = 60, .explain = explain});
        for (const std::string_view line : split(text, '\n')) {
            const std::string_view words = trim(line);
            EXPECT_FALSE(words.starts_with("::")) << line;
            EXPECT_EQ(line.find("##["), std::string_view::npos) << line;
        }
    }
}

TEST(Terminal, is_coloured_only_when_asked) {
    const std::string colour = in_format("table", sample_report(), {.colour = true});
    EXPECT_THAT(colour, HasSubstr("\x1b[1;31mcritical 9.8\x1b[0m"));
    // The hostile strings bring no sequence of their own: every escape is one of ours.
    const std::string hostile = in_format("table", hostile_report(), {.colour = true});
    EXPECT_GT(count_of(hostile, "\x1b["), 0U);
    EXPECT_EQ(count_of(hostile, "\x1b"), count_of(hostile, "\x1b["));
    EXPECT_EQ(hostile.find("\x1b]"), std::string::npos);
}

TEST(Terminal, keeps_to_its_width) {
    for (const size_t width : {size_t{80}, size_t{100}}) {
        const std::string text = in_format("table", sample_report(), {.width = width, .explain = true});
        const std::vector<std::string_view> lines = split(text, '\n');
        // The last line is one line to paste, however long.
        for (size_t i = 0; i + 2 < lines.size(); ++i) EXPECT_LE(width_of(lines[i]), width) << lines[i];
        EXPECT_TRUE(lines[lines.size() - 2].starts_with("aurora 4.2.0: 2 new"));
        EXPECT_TRUE(lines.back().empty());
    }
    // 0: nothing is shortened, as a file needs it.
    EXPECT_EQ(in_format("table", sample_report(), {.width = 0}).find("…"), std::string::npos);
}

TEST(Terminal, tells_the_whole_story) {
    const std::string text = in_format("table", sample_report(), {.width = 120});
    EXPECT_THAT(text, HasSubstr("Security review of aurora 4.2.0"));
    EXPECT_THAT(text, HasSubstr("8,889 advisories, 12 hours old"));
    EXPECT_THAT(text, HasSubstr("Since 2026-11-15: 2 new, 1 new unexplained part, 1 gone, 5 unchanged"));
    EXPECT_THAT(text, HasSubstr("deps/lumentls/VERSION.dat:2"));
    EXPECT_THAT(text, HasSubstr("1.2.11"));
    EXPECT_THAT(text, HasSubstr("deps/blob/huge.json"));
    EXPECT_THAT(text, HasSubstr("assessed: 1 (--explain lists them)"));
    EXPECT_THAT(text, HasSubstr("assessments.toml:31"));
    EXPECT_THAT(text, Not(HasSubstr("never compresses")));
    const std::string explained = in_format("table", sample_report(), {.width = 0, .explain = true});
    EXPECT_THAT(
        explained,
        HasSubstr(
            "matched OSV-2026-1: OSS-Fuzz lumentls 3.0.13 in >= 3.0.0, < 3.0.14, from deps/lumentls/VERSION.dat:2"));
    EXPECT_THAT(explained, HasSubstr("aurora never compresses with windows above 32 kB"));
    EXPECT_THAT(explained, HasSubstr("aurora@4.2.0 > @aurora/fetcher@5.28.4 > wire-parser@2.0.1"));
    const std::string tree = in_format("table", sample_report(), {.inventory = true});
    EXPECT_THAT(tree, HasSubstr("└─ wire-parser@2.0.1"));
}

TEST(Sarif, points_at_the_line_and_says_what_it_left_out) {
    const std::string text = in_format("sarif", sample_report());
    EXPECT_THAT(text, HasSubstr("\"uri\": \"deps/lumentls/VERSION.dat\""));
    EXPECT_THAT(text, HasSubstr("\"startLine\": 118"));
    EXPECT_THAT(text, HasSubstr("\"security-severity\": \"9.8\""));
    EXPECT_EQ(count_of(text, "\"status\": \"accepted\""), 2U);
    EXPECT_EQ(count_of(text, "\"baselineState\": \"new\""), 2U);

    Report large = sample_report();
    const Finding high = large.findings[2];
    const Finding low = [&] {
        Finding made = high;
        made.severity = Severity::low;
        made.id = "CVE-2026-99999";
        return made;
    }();
    large.findings.assign(20'000, low);
    large.findings.insert(large.findings.end(), 6'000, high);
    const std::string cut = in_format("sarif", large);
    EXPECT_EQ(count_of(cut, "\"ruleIndex\": "), 25'000U);
    EXPECT_EQ(count_of(cut, "\"ruleId\": \"" + high.id), 6'000U);
    EXPECT_THAT(cut, HasSubstr("1,000 results left out"));
}

TEST(Html, loads_nothing_and_runs_nothing) {
    for (const Report& report : {sample_report(), hostile_report(), empty_report()}) {
        const std::string text = in_format("html", report, {.explain = true});
        EXPECT_EQ(count_of(text, "<script"), 0U);
        EXPECT_EQ(count_of(text, "<img"), 0U);
        EXPECT_EQ(count_of(text, "<link"), 0U);
        EXPECT_EQ(count_of(text, "<style"), 1U);
        EXPECT_EQ(count_of(text, "@import"), 0U);
        EXPECT_EQ(count_of(text, "url("), 0U);
        EXPECT_EQ(count_of(text, " style="), 0U);
        for (size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
            const std::string_view tag = std::string_view(text).substr(at, text.find('>', at) - at + 1);
            EXPECT_EQ(tag.find("src="), std::string_view::npos) << tag;
            EXPECT_EQ(tag.find(" on"), std::string_view::npos) << tag;
            if (tag.find("href=") == std::string_view::npos) continue;
            const bool within = tag.starts_with("<a href=\"#");
            const bool safe =
                tag.starts_with("<a href=\"https://") && tag.ends_with(" rel=\"noopener noreferrer nofollow\">");
            EXPECT_TRUE(within || safe) << tag;
        }
    }
    // A full name of the header is needed: "src=" appears in texts, never in a tag.
    EXPECT_THAT(in_format("html", sample_report()), HasSubstr("default-src 'none'; style-src 'sha256-"));
}

TEST(Markdown, keeps_hostile_texts_in_their_cells) {
    const std::string text = in_format("markdown", hostile_report());
    EXPECT_EQ(text.find("<script"), std::string::npos);
    EXPECT_EQ(text.find("<img"), std::string::npos);
    // A "](" that no backslash disarms makes a link, and those are ours.
    for (size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
        size_t backslashes = 0;
        while (backslashes < at && text[at - 1 - backslashes] == '\\') ++backslashes;
        if (backslashes % 2 == 0) {
            EXPECT_EQ(text.compare(at, 11, "](<https://"), 0) << text.substr(at, 40);
        }
    }
    EXPECT_EQ(text.find("@everyone"), std::string::npos);
    // Every row of a table has as many cells as its head.
    size_t columns = 0;
    for (const std::string_view line : split(text, '\n')) {
        if (!line.starts_with('|')) {
            columns = 0;
            continue;
        }
        size_t cells = 0;
        for (size_t i = 0; i < line.size(); ++i)
            if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++cells;
        if (columns == 0) columns = cells;
        EXPECT_EQ(cells, columns) << line;
    }
}

TEST(Minutes, say_when_a_review_is_the_first) {
    Report first = sample_report();
    first.since.reset();
    for (const std::string_view name : {"html", "markdown"})
        EXPECT_THAT(in_format(name, first), HasSubstr("This is the first review"));
    EXPECT_THAT(in_format("table", first), HasSubstr("aurora 4.2.0: first review; "));
}

TEST(Serials, depend_on_the_content_and_not_on_the_time) {
    const Report report = sample_report();
    Report later = report;
    later.started = "2027-01-01T00:00:00Z";
    Report other = report;
    other.components[1].version = "9";
    const auto serial = [](const Report& of, std::string_view name, std::string_view before) {
        const std::string text = in_format(name, of);
        const size_t at = text.find(before);
        return at == std::string::npos ? std::string() : text.substr(at, before.size() + 60);
    };
    for (const auto& [name, before] :
         {std::pair("cyclonedx", "urn:uuid:"), std::pair("spdx", "https://spdx.org/spdxdocs/")}) {
        EXPECT_NE(serial(report, name, before), "");
        EXPECT_EQ(serial(report, name, before), serial(later, name, before));
        EXPECT_NE(serial(report, name, before), serial(other, name, before));
    }
}

TEST(OpenVex, is_read_back_as_it_was_written) {
    for (const Report& report : {sample_report(), hostile_report()}) {
        const std::string text = in_format("openvex", report);
        const auto document = openvex::parse(text, "test");
        ASSERT_TRUE(document.has_value()) << document.error().message();
        EXPECT_TRUE(document->problems.empty());
        EXPECT_EQ(document->statements.size(),
                  static_cast<size_t>(std::ranges::count_if(report.findings, [](const Finding& finding) {
                      return finding.rule == "vulnerability" || finding.rule == "malicious-package";
                  })));
        EXPECT_EQ(openvex::to_json(*document), text);
        EXPECT_EQ(openvex::canonical_id(*document), document->id);
    }
    const auto document = openvex::parse(in_format("openvex", sample_report()), "test");
    ASSERT_TRUE(document.has_value());
    const auto assessed = std::ranges::find(document->statements, "CVE-2026-90003", &openvex::Statement::vulnerability);
    ASSERT_NE(assessed, document->statements.end());
    EXPECT_EQ(assessed->status, "not_affected");
    EXPECT_EQ(assessed->justification, "vulnerable_code_not_in_execute_path");
    EXPECT_EQ(assessed->products[0].item.purl(), "pkg:generic/aurora@4.2.0");
    EXPECT_EQ(assessed->products[0].subcomponents[0].purl(), "pkg:github/example/squeeze@v1.3.0.1");
}

}  // namespace
}  // namespace ward::report
