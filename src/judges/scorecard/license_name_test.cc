#include "judges/scorecard/license_name.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ward::scorecard {
namespace {

struct Row {
    std::string_view path;
    std::optional<std::string> id;
};

const std::optional<std::string> unnamed = "";
const std::optional<std::string> none = std::nullopt;

TEST(LicenseByName, reads_names) {
    for (const Row& row : std::vector<Row>{
             // The word alone, in any case, with any ending of a text.
             {"LICENSE", unnamed},
             {"licence", unnamed},
             {"Copying", unnamed},
             {"COPYRIGHT", unnamed},
             {"PATENTS", unnamed},
             {"patent", unnamed},
             {"LICENSES", unnamed},
             {"LICENSE.md", unnamed},
             {"LICENSE.txt", unnamed},
             {"COPYING.rst", unnamed},
             {"LICENSE.HTML", unnamed},
             {"LICENSE.docx", unnamed},
             {"LICENSE.adoc", unnamed},
             {"LICENSE.asc", unnamed},
             {"LICENSE.doc", unnamed},
             {"LICENSE.ext", unnamed},
             {"LICENSE.markdown", unnamed},
             {"LICENSE.xml", unnamed},
             {"LICENSE.pdf", none},
             {"PATENTS.txt", unnamed},
             {"COPYING3", "3"},
             {"COPYING.LESSER", none},
             {"LICENSE.md.txt", "md"},
             {"LICENSEx", "x"},
             {"xLICENSE", "x"},
             {"LICENSE~", none},
             // With an id on either side.
             {"LICENSE-MIT", "MIT"},
             {"LICENSE.MIT", std::nullopt},
             {"MIT-LICENSE", "MIT"},
             {"MIT-LICENSE.txt", "MIT"},
             {"LICENSE-APACHE-2.0", "APACHE-2.0"},
             {"LICENSE-Apache-2.0.txt", "Apache-2.0"},
             {"GPL-3.0-COPYING", "GPL-3.0"},
             {"COPYING_LGPL-2.1", "LGPL-2.1"},
             {"UNLICENSE", "UNLICENSE"},
             {"Unlicense.txt", "UNLICENSE"},
             // In a folder of such a name.
             {"LICENSES/Apache-2.0.txt", "Apache-2.0"},
             {"LICENSE/MIT", "MIT"},
             {"COPYING/readme.md", "readme"},
             // Elsewhere, or no text.
             {"src/LICENSE", none},
             {".LICENSE", none},
             {"LICENSE.go", none},
             {"license.json", none},
             {"LICENSES.yaml", none},
             {"README.md", none},
             {"", none},
         }) {
        EXPECT_EQ(license_by_name(row.path), row.id) << row.path;
    }
}

TEST(LicenseByName, a_long_name_takes_no_long_time) {
    const std::string name = "LICENSE" + std::string(100'000, '1') + "-";
    EXPECT_EQ(license_by_name(name), none);
}

TEST(ApprovedLicense, by_id_in_any_case) {
    EXPECT_EQ(approved_license("MIT"), "MIT License");
    EXPECT_EQ(approved_license("apache-2.0"), "Apache License 2.0");
    EXPECT_EQ(approved_license("LiLiQ-P-1.1"), "Licence Libre du Québec – Permissive version 1.1");
    EXPECT_EQ(approved_license("NOASSERTION"), "");
    EXPECT_EQ(approved_license(""), "");
    EXPECT_EQ(approved_license("CC-BY-NC-4.0"), "");
}

TEST(Permissive, in_exactly_this_case) {
    EXPECT_TRUE(is_permissive("MIT"));
    EXPECT_TRUE(is_permissive("ISC"));
    EXPECT_FALSE(is_permissive("mit"));
    EXPECT_FALSE(is_permissive("GPL-3.0"));
    EXPECT_FALSE(is_permissive(""));
}

}  // namespace
}  // namespace ward::scorecard
