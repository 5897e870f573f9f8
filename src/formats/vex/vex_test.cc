// The forms of VEX that are read, by hand-made documents of each: what is taken, and what is not and why.
#include "formats/vex/vex.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::vex {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Node json(std::string_view text) {
    auto root = parse_json(text, "test");
    EXPECT_TRUE(root.has_value()) << root.error().message();
    return root ? *std::move(root) : Node();
}

// "CVE-1 product > component versions status (justification) reason"
std::vector<std::string> texts(const Result<Document>& document) {
    std::vector<std::string> out;
    if (!document) return {document.error().message()};
    for (const Statement& one : document->statements)
        out.push_back(fmt::format("{} [{} > {}] {} {} ({}) {}", join(one.ids, "="), one.product, one.component,
                                  one.versions, one.status, one.justification, one.reason));
    return out;
}

std::vector<std::string> problems(const Result<Document>& document) {
    std::vector<std::string> out;
    if (document)
        for (const Problem& problem : document->problems) out.push_back(problem.what);
    return out;
}

TEST(VexForm, is_told_by_the_content) {
    const auto form = [](std::string_view text) {
        const auto root = parse_json(text, "test");
        return form_of(text, root ? &*root : nullptr);
    };
    EXPECT_EQ(form(R"({"@context": "https://openvex.dev/ns/v0.2.0"})"), Form::openvex);
    EXPECT_EQ(form(R"({"document": {"csaf_version": "2.0"}})"), Form::csaf);
    EXPECT_EQ(form(R"({"bomFormat": "CycloneDX"})"), Form::cyclonedx);
    EXPECT_EQ(form(R"({"cve": ["CVE-1"]})"), Form::vulnerability_list);
    EXPECT_EQ(form(R"({"1": {"cve": []}, "2": {"cve": []}})"), Form::vulnerability_list);
    for (const std::string_view other : {"{}", "[]", "null", R"({"1": {"cve": []}, "2": {}})", R"({"document": 1})"})
        EXPECT_EQ(form(other), Form::other) << other;
    EXPECT_EQ(form("\"\"\"A list.\"\"\"\n\nignore_list: list[str] = [\n]"), Form::ignore_list);
    EXPECT_EQ(form("ignore_list=[]"), Form::ignore_list);
    EXPECT_EQ(form("schema = 1\n[[assessment]]\nreason = '''\nignore_list = [\n'''"), Form::other);
    EXPECT_EQ(form("x = ignore_list = ["), Form::other);
    EXPECT_EQ(form("ignore_list_of_mine = ["), Form::other);
}

// A document with one vulnerability, whose fields are `fields`; products P1 (purl), P2 (cpe), P3 (neither), P4 (P1 in
// SUBJECT), P5 (a vers range), P6 (a range in words), P7 (purl without version, in a branch that has one).
Result<Document> csaf(std::string_view fields) {
    return read_csaf(json(fmt::format(R"({{
  "document": {{"csaf_version": "2.0", "publisher": {{"name": "Ada"}},
    "tracking": {{"current_release_date": "2026-01-02T00:00:00Z", "status": "final"}}}},
  "product_tree": {{
    "full_product_names": [
      {{"product_id": "P1", "name": "a", "product_identification_helper": {{"purl": "pkg:npm/a@1.0.0"}}}},
      {{"product_id": "P2", "name": "b", "product_identification_helper": {{"cpe": "cpe:2.3:a:b:b:2.0:*:*:*:*:*:*:*"}}}},
      {{"product_id": "P3", "name": "c"}},
      {{"product_id": "TWICE", "name": "t", "product_identification_helper": {{"purl": "pkg:npm/t"}}}},
      {{"product_id": "TWICE", "name": "u", "product_identification_helper": {{"purl": "pkg:npm/u"}}}},
      {{"product_id": "SUBJECT", "name": "s", "product_identification_helper": {{"purl": "pkg:generic/s@9"}}}}],
    "branches": [{{"category": "vendor", "name": "V", "branches": [
      {{"category": "product_version_range", "name": "vers:npm/<2",
        "product": {{"product_id": "P5", "name": "e", "product_identification_helper": {{"purl": "pkg:npm/e"}}}}}},
      {{"category": "product_version_range", "name": "before 2",
        "product": {{"product_id": "P6", "name": "f", "product_identification_helper": {{"purl": "pkg:npm/f"}}}}}},
      {{"category": "product_version", "name": "v7.1", "branches": [{{"category": "architecture", "name": "x86",
        "product": {{"product_id": "P7", "name": "g", "product_identification_helper": {{"purl": "pkg:npm/g"}}}}}}]}}]}}],
    "relationships": [{{"category": "default_component_of", "product_reference": "P1",
      "relates_to_product_reference": "SUBJECT", "full_product_name": {{"product_id": "P4", "name": "a in s"}}}}],
    "product_groups": [{{"group_id": "G", "product_ids": ["P5", "P7"]}}]
  }},
  "vulnerabilities": [{{{}}}]}})",
                                      fields)),
                     "test");
}

TEST(Csaf, groups_of_products_are_vex_words) {
    const auto document = csaf(R"("cve": "CVE-1", "ids": [{"system_name": "x", "text": "GHSA-1"}],
        "product_status": {"known_not_affected": ["P1"], "fixed": ["P2"], "known_affected": ["P4"],
                           "under_investigation": ["P7"], "first_fixed": ["P5"], "recommended": ["P3"]},
        "flags": [{"label": "component_not_present", "product_ids": ["P1"]}],
        "remediations": [{"category": "vendor_fix", "details": "Update.", "product_ids": ["P4"]}])");
    EXPECT_THAT(problems(document), IsEmpty());
    EXPECT_THAT(texts(document), ElementsAre("CVE-1=GHSA-1 [pkg:npm/a@1.0.0 > ]  not_affected (component_not_present) ",
                                             "CVE-1=GHSA-1 [cpe:2.3:a:b:b:2.0:*:*:*:*:*:*:* > ]  fixed () ",
                                             "CVE-1=GHSA-1 [pkg:generic/s@9 > pkg:npm/a@1.0.0]  affected () Update.",
                                             "CVE-1=GHSA-1 [pkg:npm/e > ] vers:npm/<2 fixed () ",
                                             "CVE-1=GHSA-1 [pkg:npm/g@7.1 > ]  under_investigation () "));
    EXPECT_EQ(document->statements[0].author, "Ada");
    EXPECT_EQ(document->statements[0].created, "2026-01-02T00:00:00Z");
    EXPECT_GT(document->statements[0].line, 1);
}

TEST(Csaf, not_affected_needs_a_reason_for_that_very_product) {
    const auto document = csaf(R"("cve": "CVE-1", "product_status": {"known_not_affected": ["P1", "P5", "P7", "P2"]},
        "flags": [{"label": "vulnerable_code_not_present"}, {"label": "no_such_word", "product_ids": ["P1"]},
                  {"label": "inline_mitigations_already_exist", "group_ids": ["G"]}],
        "threats": [{"category": "impact", "details": "Never built.", "product_ids": ["P2"]},
                    {"category": "exploit_status", "details": "None.", "product_ids": ["P1"]},
                    {"category": "impact", "details": "Low."}])");
    EXPECT_THAT(problems(document), ElementsAre(HasSubstr("product P1 is not affected, without a flag")));
    EXPECT_THAT(texts(document),
                ElementsAre(HasSubstr("b:b:2.0:*:*:*:*:*:*:* > ]  not_affected () Never built."),
                            HasSubstr("pkg:npm/e > ] vers:npm/<2 not_affected (inline_mitigations_already_exist)"),
                            HasSubstr("pkg:npm/g@7.1 > ]  not_affected (inline_mitigations_already_exist)")));
}

TEST(Csaf, what_cannot_be_told_closes_nothing) {
    const auto document = csaf(
        R"("cve": "CVE-1", "product_status": {"fixed": ["P1", "P3", "P6", "TWICE", "NONE"], "known_affected": ["P1"]})");
    EXPECT_THAT(texts(document), IsEmpty());
    EXPECT_THAT(problems(document),
                ElementsAre(HasSubstr("product NONE is not in the product tree"),
                            HasSubstr("product P1 is in contradicting groups"),
                            HasSubstr("neither a package URL nor a CPE name"),
                            HasSubstr("\"before 2\" is no vers range"), HasSubstr("its id is given twice")));
    EXPECT_THAT(problems(csaf(R"("product_status": {"fixed": ["P1"]})")),
                ElementsAre(HasSubstr("neither cve nor ids")));
    EXPECT_THAT(texts(csaf(R"("cve": "CVE-1")")), IsEmpty());
}

TEST(Csaf, other_versions_are_refused) {
    for (const std::string_view text : {R"({"document": {"csaf_version": "2.1"}})", R"({"document": {}})", "{}", "[]"})
        EXPECT_FALSE(read_csaf(json(text), "test").has_value()) << text;
    EXPECT_TRUE(
        read_csaf(json(R"({"document": {"csaf_version": "2.0"}, "product_tree": 7, "vulnerabilities": {}})"), "x"));
}

TEST(Csaf, products_with_the_same_trouble_are_one_problem) {
    std::string ids;
    for (size_t i = 0; i < 500; ++i) ids += fmt::format("{}\"N{}\"", i == 0 ? "" : ",", i);
    const auto document = csaf(fmt::format(R"("cve": "CVE-1", "product_status": {{"fixed": [{}]}})", ids));
    EXPECT_THAT(problems(document), ElementsAre("CVE-1: product N0 (and 499 more) is not in the product tree"));
}

TEST(VulnerabilityList, problems_are_counted_beyond_the_first) {
    std::string entries;
    for (size_t i = 0; i < 500; ++i) entries += fmt::format(R"({}"{}": {{"cve": []}})", i == 0 ? "" : ",", i);
    const auto document = read_vulnerability_list(json("{" + entries + "}"), "test");
    ASSERT_EQ(document->problems.size(), max_problems + 1);
    EXPECT_EQ(document->problems.back().what, "400 more statements could not be read");
}

Result<Document> cyclonedx(std::string_view vulnerability, std::string_view metadata = R"({"component":
    {"bom-ref": "root", "purl": "pkg:generic/s@9"}, "timestamp": "2026-01-02T00:00:00Z"})") {
    return read_cyclonedx(json(fmt::format(R"({{"bomFormat": "CycloneDX", "specVersion": "1.6",
      "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "metadata": {},
      "components": [{{"bom-ref": "a", "purl": "pkg:npm/a@1.0.0",
          "components": [{{"bom-ref": "deep", "purl": "pkg:npm/deep", "version": "3"}}]}},
        {{"bom-ref": "c", "cpe": "cpe:2.3:a:c:c:2:*:*:*:*:*:*:*"}}, {{"bom-ref": "n", "name": "n"}},
        {{"bom-ref": "twice", "purl": "pkg:npm/x"}}, {{"bom-ref": "twice", "purl": "pkg:npm/y"}}],
      "vulnerabilities": [{{{}}}]}})",
                                           metadata, vulnerability)),
                          "test");
}

TEST(CycloneDx, states_are_vex_words) {
    for (const auto& [analysis, expected] :
         {std::pair(R"("state": "exploitable", "detail": "Update.")", "affected () Update."),
          {R"("state": "in_triage")", "under_investigation () "},
          {R"("state": "false_positive")", "not_affected () false_positive"},
          {R"("state": "false_positive", "detail": "Another a.")", "not_affected () false_positive: Another a."},
          {R"("state": "resolved")", "fixed () "},
          {R"("state": "resolved_with_pedigree", "detail": "Patched.")", "fixed () resolved_with_pedigree: Patched."},
          {R"("state": "not_affected", "detail": "Not built.")", "not_affected () Not built."},
          {R"("state": "not_affected", "justification": "code_not_present")",
           "not_affected (vulnerable_code_not_present) "},
          {R"("state": "not_affected", "justification": "code_not_reachable", "detail": "Why.")",
           "not_affected (vulnerable_code_not_in_execute_path) Why."},
          {R"("state": "not_affected", "justification": "requires_environment", "detail": "Windows.")",
           "not_affected (vulnerable_code_not_in_execute_path) requires_environment: Windows."},
          {R"("state": "not_affected", "justification": "protected_at_perimeter")",
           "not_affected (inline_mitigations_already_exist) protected_at_perimeter"}}) {
        const auto document =
            cyclonedx(fmt::format(R"("id": "CVE-1", "analysis": {{{}}}, "affects": [{{"ref": "a"}}])", analysis));
        EXPECT_THAT(problems(document), IsEmpty()) << analysis;
        EXPECT_THAT(texts(document),
                    ElementsAre(fmt::format("CVE-1 [pkg:generic/s@9 > pkg:npm/a@1.0.0]  {}", expected)));
    }
    // Nobody stated anything.
    EXPECT_THAT(texts(cyclonedx(R"("id": "CVE-1", "affects": [{"ref": "a"}])")), IsEmpty());
    for (const auto& [analysis, problem] :
         {std::pair(R"("state": "fine")", "unknown state \"fine\""),
          {R"("detail": "x")", "unknown state \"\""},
          {R"("state": "not_affected")", "without justification or detail"},
          {R"("state": "not_affected", "justification": "magic")", "unknown justification \"magic\""}}) {
        const auto document =
            cyclonedx(fmt::format(R"("id": "CVE-1", "analysis": {{{}}}, "affects": [{{"ref": "a"}}])", analysis));
        EXPECT_THAT(texts(document), IsEmpty());
        EXPECT_THAT(problems(document), ElementsAre(HasSubstr(problem)));
    }
}

TEST(CycloneDx, references_lead_to_components_and_links) {
    const auto at = [](std::string_view ref) {
        return cyclonedx(fmt::format(
            R"("id": "CVE-1", "references": [{{"id": "GHSA-1"}}], "analysis": {{"state": "resolved"}}, "affects": [{{"ref": "{}"}}])",
            ref));
    };
    EXPECT_THAT(texts(at("deep")), ElementsAre("CVE-1=GHSA-1 [pkg:generic/s@9 > pkg:npm/deep@3]  fixed () "));
    EXPECT_THAT(texts(at("root")), ElementsAre("CVE-1=GHSA-1 [pkg:generic/s@9 > ]  fixed () "));
    EXPECT_THAT(texts(at("c")), ElementsAre(HasSubstr("> cpe:2.3:a:c:c:2:")));
    EXPECT_THAT(texts(at("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#deep")), ElementsAre(HasSubstr("deep@3")));
    EXPECT_THAT(texts(at("urn:cdx:00000000-0000-4000-8000-000000000000/1#pkg%3Anpm/z%401.0.0")),
                ElementsAre(HasSubstr("> pkg:npm/z@1.0.0]")));
    for (const auto& [ref, problem] :
         {std::pair("nowhere", "not in this document"),
          {"n", "neither package URL nor CPE name"},
          {"twice", "given twice"},
          {"urn:cdx:00000000-0000-4000-8000-000000000000/1#deep", "not in this document"},
          {"urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1", "the whole of another document"}}) {
        EXPECT_THAT(texts(at(ref)), IsEmpty()) << ref;
        EXPECT_THAT(problems(at(ref)), ElementsAre(HasSubstr(problem)));
    }
    // Without a product the component is all there is.
    EXPECT_THAT(
        texts(cyclonedx(R"("id": "CVE-1", "analysis": {"state": "resolved"}, "affects": [{"ref": "a"}])", "{}")),
        ElementsAre("CVE-1 [pkg:npm/a@1.0.0 > ]  fixed () "));
}

TEST(CycloneDx, versions_narrow_a_statement) {
    const auto with = [](std::string_view state, std::string_view versions) {
        return cyclonedx(fmt::format(
            R"("id": "CVE-1", "analysis": {{"state": "{}", "detail": "d"}}, "affects": [{{"ref": "a", "versions": [{}]}}])",
            state, versions));
    };
    constexpr std::string_view both =
        R"({"range": "vers:npm/<2", "status": "affected"}, {"version": "2.0.0", "status": "unaffected"})";
    EXPECT_THAT(texts(with("resolved", both)), ElementsAre(HasSubstr("] vers:generic/=2.0.0 fixed")));
    EXPECT_THAT(texts(with("exploitable", both)), ElementsAre(HasSubstr("] vers:npm/<2 affected")));
    EXPECT_THAT(texts(with("not_affected", R"({"version": "1.0.0"}, {"version": "1|2%"})")),
                ElementsAre(HasSubstr("] vers:generic/=1.0.0 not_affected"),
                            HasSubstr("] vers:generic/=1%7C2%25 not_affected")));
    EXPECT_THAT(problems(with("resolved", R"({"version": "1.0.0"})")),
                ElementsAre(HasSubstr("no version that is unaffected")));
    EXPECT_THAT(texts(with("resolved", R"({"version": "1.0.0"})")), IsEmpty());
    EXPECT_THAT(problems(with("in_triage", R"({"range": "1.x"}, {})")),
                ElementsAre(HasSubstr("no vers range"), HasSubstr("a version without text")));
}

TEST(CycloneDx, other_versions_are_refused) {
    for (const std::string_view version : {"1.3", "1.7", ""})
        EXPECT_FALSE(
            read_cyclonedx(json(fmt::format(R"({{"bomFormat": "CycloneDX", "specVersion": "{}"}})", version)), "test")
                .has_value());
}

TEST(VulnerabilityList, is_one_entry_or_an_index) {
    constexpr std::string_view entry =
        R"({"cve": ["CVE-1", "CVE-2"], "description": "d", "overview": "Not used.", "ref": "https://x.example/1", "reason": "vulnerable_code_not_present"})";
    const auto alone = read_vulnerability_list(json(entry), "test");
    EXPECT_THAT(texts(alone),
                ElementsAre("CVE-1 [ > ]  not_affected (vulnerable_code_not_present) Not used. (https://x.example/1)",
                            "CVE-2 [ > ]  not_affected (vulnerable_code_not_present) Not used. (https://x.example/1)"));
    const auto index = read_vulnerability_list(json(fmt::format("{{\"1\": {}, \"2\": {}}}", entry, entry)), "test");
    EXPECT_EQ(texts(index).size(), 4U);
    for (const auto& [text, problem] :
         {std::pair(R"({"cve": ["CVE-1"], "reason": "because"})", "unknown reason \"because\""),
          {R"({"cve": ["CVE-1"]})", "gives no reason"},
          {R"({"cve": [], "reason": "component_not_present"})", "no CVE"}}) {
        EXPECT_THAT(texts(read_vulnerability_list(json(text), "test")), IsEmpty());
        EXPECT_THAT(problems(read_vulnerability_list(json(text), "test")), ElementsAre(HasSubstr(problem)));
    }
}

TEST(IgnoreList, takes_strings_with_their_comments) {
    const auto list = read_ignore_list(
        "\"\"\"A list.\"\"\"\nimport os\n\nignore_list: list[str] = [\n"
        "    \"CVE-1\",  # zlib, (fixed) in the fork\n"
        "    'CVE-2' # no comma behind it\n"
        "    ,\n"
        "    # a comment of its own\n"
        "    \"CVE-3\",\n"
        "    # too late for CVE-3\n"
        "    \"GHSA-4\" ]  # of the list\n"
        "other = [\"CVE-5\"]\n",
        "test.py");
    EXPECT_THAT(texts(list), ElementsAre("CVE-1 [ > ]  not_affected () zlib, (fixed) in the fork",
                                         "CVE-2 [ > ]  not_affected () no comma behind it"));
    EXPECT_THAT(problems(list),
                ElementsAre("CVE-3 has no comment that says why", "GHSA-4 has no comment that says why"));
    EXPECT_EQ(list->statements[0].line, 5);
    EXPECT_THAT(texts(read_ignore_list("ignore_list = []", "x")), IsEmpty());
}

TEST(IgnoreList, reads_nothing_but_plain_strings) {
    for (const std::string_view text :
         {"", "ignore_list = [", "ignore_list = [\"a\"", "ignore_list = [\"a\" \"b\"]", "ignore_list = [a]",
          "ignore_list = [f\"a\"]", "ignore_list = [\"a\\x\"]", "ignore_list = [\"a\n\"]", "ignore_list = [[\"a\"]]",
          "ignore_list = [\"\"]", "ignore_list = [*others]", "ignore_list = [\"\"\"a\"\"\"]"})
        EXPECT_FALSE(read_ignore_list(text, "test").has_value()) << text;
}

}  // namespace
}  // namespace ward::vex
