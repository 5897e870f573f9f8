#include "judges/audit/blockers.h"

#include <gtest/gtest.h>

#include "model/report.h"

namespace ward::audit {
namespace {

Component npm(std::string path, std::string name, std::string version, Source source) {
    Component made;
    made.path = std::move(path);
    made.name = std::move(name);
    made.version = std::move(version);
    made.ecosystem = "npm";
    made.source = source;
    return made;
}

class BlockersOf : public testing::Test {
  protected:
    std::vector<std::string> of(std::string_view path, std::vector<std::string> fixed) {
        number_components(components);
        std::vector<Blocker> blockers;
        for (const Component& component : components)
            if (component.path == path) Blockers(components).add(component, fixed, blockers);
        std::vector<std::string> texts;
        texts.reserve(blockers.size());
        for (const Blocker& blocker : blockers) texts.push_back(blocker.name + ": " + blocker.reason);
        return texts;
    }

    std::vector<Component> components = {npm("", "app", "1.0.0", Source::installed)};
};

using Texts = std::vector<std::string>;

TEST_F(BlockersOf, whose_range_excludes_the_fix) {
    components.push_back(npm("node_modules/a", "a", "1.0.0", Source::lockfile));
    components.push_back(npm("node_modules/b", "b", "2.0.0", Source::lockfile));
    components.push_back(npm("node_modules/tar", "tar", "6.1.0", Source::lockfile));
    components[1].declared = {{"node_modules/tar", "^6.0.0"}};
    components[2].declared = {{"node_modules/tar", "6.1.x"}};
    EXPECT_EQ(of("node_modules/tar", {"6.2.1"}), Texts{"b@2.0.0: asks for 6.1.x"});
    EXPECT_EQ(of("node_modules/tar", {"6.1.9", "6.2.1"}), Texts());
    EXPECT_EQ(of("node_modules/tar", {"7.0.0"}), (Texts{"a@1.0.0: asks for ^6.0.0", "b@2.0.0: asks for 6.1.x"}));
    EXPECT_EQ(of("node_modules/tar", {}), Texts());
}

TEST_F(BlockersOf, tags_and_other_names_are_no_obstacle_and_addresses_are) {
    for (const auto& [range, blocks] : {std::pair("latest", false),
                                        {"*", false},
                                        {"", false},
                                        {"npm:x@^6", false},
                                        {"npm:x@6.1.0", true},
                                        {"npm:@s/x", false},
                                        {"workspace:^1", false},
                                        {"https://a.example/x.tgz", true},
                                        {"git+ssh://a/b#v1", true},
                                        {"a/b", true}}) {
        components = {npm("", "app", "1.0.0", Source::installed),
                      npm("node_modules/x", "x", "6.1.0", Source::lockfile)};
        components[0].declared = {{"node_modules/x", range}};
        EXPECT_EQ(!of("node_modules/x", {"6.2.0"}).empty(), blocks) << range;
    }
}

TEST_F(BlockersOf, what_is_inside_another_tree_moves_with_it) {
    components.push_back(npm("deps/npm", "npm", "10.8.2", Source::vendored));
    components.push_back(npm("deps/npm/node_modules/a", "a", "1.0.0", Source::bundled));
    components.push_back(npm("deps/npm/node_modules/a/node_modules/tar", "tar", "6.1.0", Source::bundled));
    components.push_back(npm("node_modules/cli", "cli", "3.0.0", Source::lockfile));
    components.push_back(npm("node_modules/cli/node_modules/tar", "tar", "6.1.0", Source::bundled));
    components.push_back(npm("deps/zlib", "zlib", "1.3.0", Source::vendored));
    components.push_back(npm("node_modules/own", "own", "1.0.0", Source::bundled));
    EXPECT_EQ(of("deps/npm/node_modules/a/node_modules/tar", {"6.2.1"}),
              Texts{"npm@10.8.2: carries it in its own tree"});
    EXPECT_EQ(of("node_modules/cli/node_modules/tar", {"6.2.1"}), Texts{"cli@3.0.0: carries it in its own tree"});
    // The project's own: it can move them itself.
    EXPECT_EQ(of("deps/zlib", {"1.3.1"}), Texts());
    EXPECT_EQ(of("node_modules/own", {"1.0.1"}), Texts());
}

TEST_F(BlockersOf, a_circle_of_parents_ends) {
    components.push_back(npm("x", "x", "1", Source::bundled));
    components.push_back(npm("y", "y", "1", Source::bundled));
    number_components(components);
    components[1].parent = components[2].id;
    components[2].parent = components[1].id;
    std::vector<Blocker> blockers;
    Blockers(components).add(components[1], std::vector<std::string>{"2"}, blockers);
    EXPECT_TRUE(blockers.empty());
}

TEST_F(BlockersOf, only_so_many_are_named) {
    components.push_back(npm("node_modules/x", "x", "1.0.0", Source::lockfile));
    for (int i = 0; i < 50; ++i) {
        components.push_back(npm("node_modules/p" + std::to_string(i), "p", std::to_string(i), Source::lockfile));
        components.back().declared = {{"node_modules/x", "1.0.0"}};
    }
    EXPECT_EQ(of("node_modules/x", {"2.0.0"}).size(), max_blockers);
}

}  // namespace
}  // namespace ward::audit
