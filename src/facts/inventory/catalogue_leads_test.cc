// Copies of known libraries whose files were renamed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/vendored_fixture.h"

namespace ward::inventory {
namespace {
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr std::string_view llhttp_header =
    "#define LLHTTP_VERSION_MAJOR 9\n#define LLHTTP_VERSION_MINOR 3\n#define LLHTTP_VERSION_PATCH 0\n";

TEST(CatalogueLeads, HeadersThatGotAnotherEnding) {
    const TreeFixture tree{
        {"third_party/lz4/lz4.hpp",
         "#define LZ4_VERSION_MAJOR 1\n#define LZ4_VERSION_MINOR 9\n#define LZ4_VERSION_RELEASE 4\n"},
        {"third_party/httplib/httplib.hpp", "#define CPPHTTPLIB_VERSION \"0.27.0\"\n"},
        {"src/other/httplib.hpp", "// nothing of it\n"}};
    EXPECT_THAT(labels(take(tree)),
                UnorderedElementsAre("third_party/lz4 lz4@1.9.4", "third_party/httplib cpp-httplib@0.27.0"));
}

TEST(CatalogueLeads, HeadersThatGotAPrefix) {
    const TreeFixture tree{{"Sources/CNIOLLHTTP/include/c_nio_llhttp.h", llhttp_header},
                           {"src/my_llhttp.h", "#include <llhttp.h>\n"},
                           {"src/a_version.h", "#define A_VERSION \"1.0.0\"\n"}};
    EXPECT_THAT(labels(take(tree)), ElementsAre("Sources/CNIOLLHTTP/include/c_nio_llhttp.h llhttp@9.3.0"));
}

TEST(CatalogueLeads, APrefixedCopyInsideTheLibraryIsNoSecondOne) {
    const TreeFixture tree{{"deps/llhttp/include/llhttp.h", llhttp_header},
                           {"deps/llhttp/include/node_llhttp.h", llhttp_header}};
    EXPECT_THAT(labels(take(tree)), ElementsAre("deps/llhttp llhttp@9.3.0"));
}

}  // namespace
}  // namespace ward::inventory
