// Files as subjects: what they are by their content, lock files as in their folder, SBOMs in both forms.
#include "facts/subject/file.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"
#include "facts/subject/executable_fixture.h"
#include "facts/subject/form.h"
#include "facts/subject/sbom.h"

namespace ward::subject {
namespace {
using inventory::TreeFixture;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view lock = R"({
  "name": "app", "version": "1.0.0", "lockfileVersion": 3,
  "packages": {
    "": {"name": "app", "version": "1.0.0", "dependencies": {"a": "^1.0.0"}},
    "node_modules/a": {"version": "1.2.3", "dependencies": {"b": "^2.0.0"}},
    "node_modules/b": {"version": "2.0.1", "dev": true}
  }
})";

constexpr std::string_view bom = R"({
  "bomFormat": "CycloneDX", "specVersion": "1.5",
  "metadata": {"component": {"bom-ref": "app", "type": "application", "name": "app", "version": "1.0.0"}},
  "components": [
    {"bom-ref": "a", "type": "library", "name": "a", "version": "1.2.3", "purl": "pkg:npm/a@1.2.3",
     "components": [{"bom-ref": "inner", "type": "library", "group": "@x", "name": "inner", "version": "0.1.0",
                     "purl": "pkg:npm/%40x/inner@0.1.0", "scope": "optional"}]},
    {"bom-ref": "b", "type": "library", "name": "b", "version": "2.0.1", "purl": "pkg:npm/b@2.0.1", "scope": "excluded"},
    {"bom-ref": "c", "type": "library", "name": "libc", "cpe": "cpe:2.3:a:gnu:glibc:2.36:*:*:*:*:*:*:*"},
    {"bom-ref": "d", "type": "library", "name": "mystery", "version": "7"},
    {"bom-ref": "e", "type": "library", "name": "broken", "version": "1", "purl": "npm/broken"},
    {"bom-ref": "f", "type": "file", "name": "a.txt"}
  ],
  "dependencies": [{"ref": "app", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b", "b", "nowhere"]}]
})";

constexpr std::string_view spdx = R"({
  "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "doc",
  "packages": [
    {"SPDXID": "SPDXRef-app", "name": "app", "versionInfo": "1.0.0"},
    {"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1.2.3", "licenseConcluded": "MIT",
     "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/a@1.2.3"},
                      {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
                       "referenceLocator": "cpe:2.3:a:a_project:a:1.2.3:*:*:*:*:node.js:*:*"}]},
    {"SPDXID": "SPDXRef-b", "name": "b", "versionInfo": "NOASSERTION"},
    {"SPDXID": "SPDXRef-tool", "name": "tool", "versionInfo": "3",
     "externalRefs": [{"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl", "referenceLocator": "pkg:pypi/tool@3"}]}
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"},
    {"spdxElementId": "SPDXRef-app", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-a"},
    {"spdxElementId": "SPDXRef-b", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a"},
    {"spdxElementId": "SPDXRef-tool", "relationshipType": "BUILD_TOOL_OF", "relatedSpdxElement": "SPDXRef-app"},
    {"spdxElementId": "SPDXRef-b", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"}
  ]
})";

inventory::Inventory take(const TreeFixture& tree, const std::string& name) {
    auto inventory = take_file_inventory(tree.path() + "/" + name);
    EXPECT_TRUE(inventory) << (inventory ? "" : inventory.error().message());
    return inventory ? *std::move(inventory) : inventory::Inventory();
}

std::string error_of(std::string_view text, const std::string& name = "x") {
    const TreeFixture tree{{name, text}};
    const auto inventory = take_file_inventory(tree.path() + "/" + name);
    if (inventory) return "none";
    std::string message = inventory.error().message();
    if (const size_t at = message.find(tree.path() + "/"); at != std::string::npos)
        message.erase(at, tree.path().size() + 1);
    return message;
}

const Component* at(const inventory::Inventory& inventory, std::string_view path) {
    const auto found = std::ranges::find(inventory.components, path, &Component::path);
    return found == inventory.components.end() ? nullptr : &*found;
}

TEST(File, that_is_a_lock_has_the_components_of_its_folder_whatever_its_name) {
    for (const std::string_view name : {"package-lock.json", "npm-shrinkwrap.json", "renamed.txt"}) {
        const TreeFixture tree{{name, lock}};
        const inventory::Inventory inventory = take(tree, std::string(name));
        EXPECT_EQ(inventory.subject.kind, "lockfile") << name;
        ASSERT_THAT(inventory.components, SizeIs(3)) << name;
        EXPECT_EQ(inventory.components[1].purl, "pkg:npm/a@1.2.3");
        EXPECT_EQ(inventory.components[1].evidence[0].path, name);
        EXPECT_EQ(inventory.components[1].evidence[0].line, 5);
        EXPECT_EQ(inventory.components[2].scope, Scope::development);
        EXPECT_EQ(inventory.components[0].purl, "pkg:npm/app@1.0.0");
    }
}

TEST(File, beside_others_is_taken_alone) {
    const TreeFixture tree{{"package-lock.json", lock}, {"package.json", R"({"name": "other", "version": "9.0.0"})"}};
    EXPECT_EQ(take(tree, "package-lock.json").subject.name, "app");
    const inventory::Inventory manifest = take(tree, "package.json");
    EXPECT_EQ(manifest.subject.name, "other");
    EXPECT_THAT(manifest.components, SizeIs(1));
}

TEST(File, that_no_reader_knows_yet_is_told_as_unread) {
    const TreeFixture tree{{"Podfile.lock", "PODS:\n"}};
    const inventory::Inventory inventory = take(tree, "Podfile.lock");
    ASSERT_THAT(inventory.skipped, SizeIs(1));
    EXPECT_EQ(inventory.skipped[0].reason, "no reader for Podfile.lock yet");
}

TEST(File, may_be_named_by_a_link) {
    const TreeFixture tree{{"real.json", lock}};
    tree.link("link.json", "real.json");
    EXPECT_THAT(take(tree, "link.json").components, SizeIs(3));
}

TEST(Sbom, of_cyclonedx_is_believed) {
    const TreeFixture tree{{"bom.json", bom}};
    const inventory::Inventory inventory = take(tree, "bom.json");
    EXPECT_EQ(inventory.subject.kind, "sbom");
    EXPECT_EQ(inventory.subject.name, "app");
    ASSERT_THAT(inventory.components, SizeIs(8));
    const Component* a = at(inventory, "bom.json/components/0");
    ASSERT_NE(a, nullptr);
    EXPECT_EQ(a->source, Source::sbom);
    EXPECT_EQ(a->scope, Scope::runtime);
    EXPECT_EQ(a->identities, (std::vector<Identity>{{"npm", "a", {}}}));
    EXPECT_EQ(a->evidence[0], (Evidence{"bom.json", 5, "pkg:npm/a@1.2.3"}));
    EXPECT_THAT(a->depends_on, ElementsAre("bom.json/components/1"));
    EXPECT_THAT(inventory.components[0].depends_on, ElementsAre("bom.json/components/0"));
    const Component* inner = at(inventory, "bom.json/components/0/components/0");
    ASSERT_NE(inner, nullptr);
    EXPECT_EQ(inner->parent, a->id);
    EXPECT_EQ(inner->name, "@x/inner");
    EXPECT_EQ(inner->scope, Scope::optional);
    EXPECT_EQ(at(inventory, "bom.json/components/1")->scope, Scope::development);
}

TEST(Sbom, tells_of_components_that_nothing_can_be_matched_with) {
    const TreeFixture tree{{"bom.json", bom}};
    const inventory::Inventory inventory = take(tree, "bom.json");
    const Component* libc = at(inventory, "bom.json/components/2");
    ASSERT_NE(libc, nullptr);
    EXPECT_EQ(libc->version, "2.36") << "of its CPE name";
    EXPECT_THAT(libc->identities, IsEmpty()) << "a CPE name alone is no package of any registry";
    std::vector<std::string> reasons;
    reasons.reserve(inventory.skipped.size());
    for (const Skipped& part : inventory.skipped) reasons.push_back(part.path + ": " + part.reason);
    EXPECT_THAT(reasons, ElementsAre("bom.json/components/3: mystery has neither a package URL nor a CPE name",
                                     HasSubstr("bom.json/components/4: 'npm/broken' is no package URL")));
    std::vector<std::string> notes;
    notes.reserve(inventory.notes.size());
    for (const Note& note : inventory.notes) notes.push_back(note.text);
    EXPECT_THAT(notes, ElementsAre("1 dependencies lead from or to what the document does not list",
                                   "1 files have neither a package URL nor a CPE name"));
}

TEST(Sbom, of_spdx_is_believed) {
    const TreeFixture tree{{"s.json", spdx}};
    const inventory::Inventory inventory = take(tree, "s.json");
    EXPECT_EQ(inventory.subject.kind, "sbom");
    EXPECT_EQ(inventory.subject.name, "app");
    ASSERT_THAT(inventory.components, SizeIs(4));
    const Component* a = at(inventory, "s.json/packages/1");
    ASSERT_NE(a, nullptr);
    EXPECT_EQ(a->version, "1.2.3");
    EXPECT_THAT(a->cpe, ElementsAre("cpe:2.3:a:a_project:a:1.2.3:*:*:*:*:node.js:*:*"));
    EXPECT_THAT(a->depends_on, ElementsAre("s.json/packages/2"));
    EXPECT_EQ(at(inventory, "s.json/packages/2")->version, "");
    EXPECT_EQ(at(inventory, "s.json/packages/3")->scope, Scope::tooling);
    EXPECT_THAT(inventory.components[0].depends_on, ElementsAre("s.json/packages/1", "s.json/packages/3"));
    ASSERT_THAT(inventory.skipped, SizeIs(1));
    EXPECT_EQ(inventory.skipped[0].path, "s.json/packages/2");
}

TEST(Sbom, that_says_two_versions_claims_both) {
    const TreeFixture tree{{"bom.json", R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"name": "a", "version": "1.0.0", "purl": "pkg:npm/a@2.0.0"},
        {"name": "z", "version": "1.3.1", "purl": "pkg:github/madler/zlib@v1.3.1"}]})"}};
    const inventory::Inventory inventory = take(tree, "bom.json");
    ASSERT_THAT(inventory.components, SizeIs(3));
    EXPECT_EQ(inventory.components[1].version, "2.0.0");
    ASSERT_THAT(inventory.components[1].contradictions, SizeIs(1));
    EXPECT_EQ(inventory.components[1].contradictions[0].version, "1.0.0");
    EXPECT_THAT(inventory.components[2].contradictions, IsEmpty());
}

TEST(Sbom, in_another_form_is_refused_by_name) {
    EXPECT_EQ(error_of("<?xml version=\"1.0\"?><bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>"),
              "x: is CycloneDX in XML, which is not read; convert it to JSON");
    EXPECT_EQ(error_of("<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>"),
              "x: is SPDX in RDF/XML, which is not read; convert it to JSON");
    EXPECT_EQ(error_of("# comment\nSPDXVersion: SPDX-2.3\n"),
              "x: is SPDX in tag-value form, which is not read; convert it to JSON");
    EXPECT_EQ(error_of("SPDXID: \"SPDXRef-DOCUMENT\"\nspdxVersion: \"SPDX-2.2\"\n"),
              "x: is SPDX in YAML, which is not read; convert it to JSON");
    EXPECT_EQ(error_of("\x0a\x03"
                       "1.4\x12\x2d"
                       "urn:uuid"),
              "x: is CycloneDX in protobuf form, which is not read; convert it to JSON");
    EXPECT_EQ(error_of(R"({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []})"),
              "x: is SPDX 3 (JSON-LD), which is not read; SPDX 2.2 and 2.3 are");
    EXPECT_EQ(error_of(R"({"bomFormat": "CycloneDX", "specVersion": "1.1"})"),
              "x: is CycloneDX '1.1'; versions 1.2 to 1.7 are read");
    EXPECT_EQ(error_of(R"({"spdxVersion": "SPDX-2.1"})"), "x: is 'SPDX-2.1'; SPDX-2.2 and SPDX-2.3 are read");
}

TEST(Sbom, that_is_hostile_ends_within_limits) {
    std::string deep = R"({"bomFormat": "CycloneDX", "specVersion": "1.6")";
    std::string end = "}";
    for (size_t i = 0; i < max_sbom_nesting + 2; ++i) {
        deep += R"(, "components": [{"name": "x")";
        end.insert(0, "}]");
    }
    EXPECT_THAT(error_of(deep + end), HasSubstr("nests more than 64 components"));
    EXPECT_THAT(error_of(R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [3]})"),
                HasSubstr("a component that is no object"));
    EXPECT_THAT(error_of("{\"bomFormat\": \"CycloneDX\",\n"), HasSubstr("x:"));
    std::string many = R"({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [)";
    for (size_t i = 0; i < max_reported_nameless + 20; ++i) many += R"({"name": "x"},)";
    many.back() = ']';
    const TreeFixture tree{{"bom.json", many + "}"}};
    EXPECT_THAT(take(tree, "bom.json").skipped, SizeIs(max_reported_nameless + 1));
}

TEST(Sbom, that_needs_itself_in_a_circle_is_read) {
    const TreeFixture tree{{"bom.json", R"({"bomFormat": "CycloneDX", "specVersion": "1.2", "components": [
        {"bom-ref": "a", "name": "a", "purl": "pkg:npm/a@1.0.0"}, {"bom-ref": "a", "name": "b", "purl": "pkg:npm/b@1.0.0"}],
        "dependencies": [{"ref": "a", "dependsOn": ["a"]}]})"}};
    const inventory::Inventory inventory = take(tree, "bom.json");
    EXPECT_THAT(inventory.components, SizeIs(3));
    ASSERT_THAT(inventory.notes, SizeIs(1));
    EXPECT_EQ(inventory.notes[0].text, "1 references name several components; the first one counts");
}

TEST(File, of_no_form_that_is_read_is_refused) {
    EXPECT_EQ(error_of(""), "x: is empty");
    EXPECT_EQ(error_of("hello"), "x: is no lock file, SBOM or binary of a kind that is read");
    EXPECT_EQ(error_of(R"({"a": 1})"), "x: is JSON, and neither an npm lock file, CycloneDX nor SPDX");
    EXPECT_EQ(error_of("PK\x03\x04zip"), "x: is a zip archive, which is not read; unpack it");
    EXPECT_EQ(error_of("\x7f"
                       "ELF"),
              "x: begins like an ELF file and has no valid header");
    EXPECT_THAT(error_of("{"), HasSubstr("x:1"));
    EXPECT_FALSE(take_file_inventory("/nowhere/at/all"));
    const auto folder = take_file_inventory("/");
    ASSERT_FALSE(folder);
    EXPECT_THAT(folder.error().message(), HasSubstr("is not a regular file"));
}

TEST(File, that_is_a_binary_is_read_as_one) {
    const TreeFixture tree{{"prog", ElfMaker(std::string("\0expat_2.5.0\0", 13)).make()}};
    const inventory::Inventory inventory = take(tree, "prog");
    ASSERT_THAT(inventory.components, SizeIs(2));
    EXPECT_EQ(inventory.components[1].path, "prog/expat");
    EXPECT_EQ(inventory.components[1].parent, "c1");
}

TEST(Form, is_told_by_content) {
    const auto form = [](std::string_view head) { return form_of(head, "x").value_or(Form::unknown); };
    EXPECT_EQ(form("\xef\xbb\xbf {}"), Form::json);
    EXPECT_EQ(form("plain"), Form::text);
    EXPECT_EQ(form(std::string_view("a\0b", 3)), Form::unknown);
    EXPECT_EQ(form("\x7f"
                   "ELF"),
              Form::elf);
    EXPECT_EQ(form("MZ"), Form::pe);
    EXPECT_EQ(form("\xcf\xfa\xed\xfe"), Form::mach_o);
}

}  // namespace
}  // namespace ward::subject
