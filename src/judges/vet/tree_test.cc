#include "judges/vet/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::vet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Component npm(std::string id, std::string path, std::string name, std::string version, std::string parent = "c1") {
    Component made;
    made.id = std::move(id);
    made.path = std::move(path);
    made.name = std::move(name);
    made.version = std::move(version);
    made.purl = "pkg:npm/" + made.name + "@" + made.version;
    made.ecosystem = "npm";
    made.parent = std::move(parent);
    made.evidence = {{made.path + "/package.json", 2, "version"}};
    return made;
}

std::vector<Component> components() {
    Component subject = npm("c1", "", "app", "1.0.0", "");
    Component vendored = npm("c2", "deps/v8", "v8", "12.4");
    vendored.purl = "pkg:generic/v8@12.4";
    vendored.ecosystem.reset();
    return {subject, vendored, npm("c3", "node_modules/a", "a", "1.0.0"),
            npm("c4", "node_modules/a/node_modules/b", "b", "2.0.0", "c3"), npm("c5", "node_modules/b", "b", "2.0.0")};
}

TreeWants wants_of_names() {
    TreeWants wants;
    wants.name_sightings = [](std::string_view name) {
        return name == "v8" || name == "b" ? std::vector<Sighting>{{"T19", std::string(name), {}, 2.0}}
                                           : std::vector<Sighting>{};
    };
    return wants;
}

TEST(JudgeTree, judges_each_version_once_with_all_its_places) {
    const TreeOpinion opinion = judge_tree(components(), wants_of_names());
    ASSERT_THAT(opinion.judged, SizeIs(2));
    EXPECT_EQ(opinion.judged[0].candidate.purl, "pkg:npm/a@1.0.0");
    EXPECT_EQ(opinion.judged[0].score.outcome, Outcome::ok);
    const Candidate& b = opinion.judged[1].candidate;
    EXPECT_EQ(opinion.judged[1].score.outcome, Outcome::notice);
    EXPECT_THAT(b.paths,
                ElementsAre(ElementsAre("app@1.0.0", "a@1.0.0", "b@2.0.0"), ElementsAre("app@1.0.0", "b@2.0.0")));
    EXPECT_EQ(b.place, (Evidence{"node_modules/a/node_modules/b/package.json", 2, "version"}));
}

TEST(JudgeTree, never_takes_vendored_code_for_a_package_of_its_name) {
    for (const Judged& one : judge_tree(components(), wants_of_names()).judged)
        EXPECT_TRUE(one.candidate.purl.starts_with("pkg:npm/")) << one.candidate.purl;
}

TEST(JudgeTree, reads_every_place_and_puts_evidence_where_the_package_stands) {
    TreeWants wants;
    wants.package = [](const Component& component) -> Result<std::optional<npm::Package>> {
        if (component.name == "a") return fail(ErrorCode::parse, "no JSON", component.path + "/package.json");
        npm::Package package;
        package.unread = {{"big.js", "is larger than 256 MiB"}};
        return package;
    };
    wants.package_sightings = [](const npm::Package&) {
        return std::vector<Sighting>{{"M16", "bin `sh`", {{"package.json", 5, "sh"}}, {}}};
    };
    const TreeOpinion opinion = judge_tree(components(), wants);
    ASSERT_THAT(opinion.judged, SizeIs(2));
    EXPECT_THAT(opinion.judged[1].score.terms.at(0).evidence,
                ElementsAre(Evidence{"node_modules/a/node_modules/b/package.json", 5, "sh"},
                            Evidence{"node_modules/b/package.json", 5, "sh"}));
    EXPECT_EQ(opinion.read, 1u);
    ASSERT_THAT(opinion.skipped, SizeIs(3)) << "a package, and one file in each of the two others";
    EXPECT_EQ(opinion.skipped[1].path, "node_modules/a/node_modules/b/big.js");
    EXPECT_EQ(opinion.skipped[0].path, "node_modules/a");
    EXPECT_EQ(opinion.skipped[0].kind, SkipKind::unread);
}

TEST(JudgeTree, of_nothing_is_nothing) {
    EXPECT_THAT(judge_tree({}, wants_of_names()).judged, IsEmpty());
}

}  // namespace
}  // namespace ward::vet
