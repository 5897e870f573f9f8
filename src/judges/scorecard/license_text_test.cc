#include "judges/scorecard/license_text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ward::scorecard {
namespace {

constexpr std::string_view mit =
    "Copyright (c) 2026 A\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy of this "
    "software, to deal in it.\n\nThe above copyright notice and this permission notice shall be included.\n";
constexpr std::string_view bsd2 =
    "Redistribution and use in source and binary forms, with or\nwithout modification, are permitted.\n"
    "THIS SOFTWARE IS PROVIDED \"AS IS\".\n";
constexpr std::string_view bsd3 =
    "// Redistribution and use in source and binary forms are permitted.\n// Neither the name may be used to endorse\n"
    "// or promote products derived from it.\n// PROVIDED \"AS IS\".\n";

struct Row {
    std::string text;
    std::string_view id;
};

TEST(LicenseOfText, by_its_phrases) {
    for (
        const Row& row : std::vector<Row>{
            {std::string(mit), "MIT"},
            {std::string(bsd2), "BSD-2-Clause"},
            {std::string(bsd3), "BSD-3-Clause"},
            {"   Apache License\n   Version 2.0, January 2004\n   http://www.apache.org/licenses/\n\n   TERMS AND "
             "CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION\n",
             "Apache-2.0"},
            {"Permission to use, copy, modify, and/or distribute this software for any\npurpose with or without fee is "
             "hereby granted\n",
             "ISC"},
            {"Permission to use, copy, modify, and distribute this software for any purpose\n", "ISC"},
            {"Mozilla Public License Version 2.0\n====\n1. Definitions\n1.1. \xe2\x80\x9c"
             "Contributor\xe2\x80\x9d\n",
             "MPL-2.0"},
            {"GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007\n", "GPL-3.0"},
            {"GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991\n", "GPL-2.0"},
            {"GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007\n", "LGPL-3.0"},
            {"GNU LESSER GENERAL PUBLIC LICENSE\n Version 2.1, February 1999\n", "LGPL-2.1"},
            {"GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3, 19 November 2007\n", "AGPL-3.0"},
            // The first one is the project's own.
            {std::string(mit) + "\nThe library x is licensed so:\n" + std::string(bsd2), "MIT"},
            {std::string(bsd2) + std::string(5000, 'x') + std::string(bsd3), "BSD-2-Clause"},
            // Naming a license is not being one.
            {"This is licensed under the MIT license.", ""},
            {"Apache License, Version 2.0 (the \"License\")", ""},
            {"Permission is hereby granted, free of charge, to any person obtaining a copy, for good only.", ""},
            {"Redistribution and use in source and binary forms. All advertising materials must display this. Not used "
             "to endorse or promote products. AS IS.",
             ""},
            {"All rights reserved.", ""},
            {"", ""},
        }) {
        EXPECT_EQ(license_of_text(row.text), row.id) << row.text.substr(0, 200);
    }
}

}  // namespace
}  // namespace ward::scorecard
