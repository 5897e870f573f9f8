#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view fuzzing_check = "Fuzzing";

TEST(Fuzzing, by_line_in_the_sources_of_each_language) {
    struct Row {
        std::string_view path, text;
        size_t found;
    };
    const Row rows[] = {
        {"a_test.go", "func FuzzX(f *testing.F) {}", 1},
        {"a_test.go", "func Fuzz(f *testing.F) {}", 0},
        {"a_test.go", "func FuzzX(f *testing.T) {}", 0},
        {"a.go", "func FuzzX(f *testing.F) {}", 0},
        {"fuzz.cc", "// LLVMFuzzerTestOneInput", 2},  // told once more with .cpp; comments count
        {"fuzz.cxx", "LLVMFuzzerTestOneInput", 0},
        {"fuzz.c++", "LLVMFuzzerTestOneInput", 0},
        {"fuzz.h", "LLVMFuzzerTestOneInput", 0},
        {"A.C", "LLVMFuzzerTestOneInput\nLLVMFuzzerTestOneInput", 2},
        {"a.cpp", "int LLVMFuzzerTestOneInput(", 1},
        {"a.swift", "LLVMFuzzerTestOneInput", 1},
        {"a.rs", "use libfuzzer_sys::x;", 1},
        {"a.js", "const fc = require( 'fast-check' )", 2},  // told once more with .jsx
        {"a.jsx", "import fc from 'fast-check'", 1},
        {"a.js", "require(\"@fast-check/ava\")", 2},
        {"a.js", "import 'fast-check'", 0},
        {"a.js", "import fc from 'fast-check/lib'", 0},
        {"a.ts", "import fc from \"@fast-check/vitest\";", 2},
        {"a.tsx", "} from '@fast-check/jest'", 1},
        {"a.ts", "from '@fast-check/other'", 0},
        {"a.mjs", "import fc from 'fast-check'", 0},
        {"a.cjs", "require('fast-check')", 0},
        {"a.mts", "import fc from 'fast-check'", 0},
        {"a.py", "import atheris", 1},
        {"a.py", "from atheris import Setup", 0},
        {"a.hs", "import qualified Test.Tasty.QuickCheck", 2},
        {"a.lhs", "import Test.Hspec.SmallCheck", 1},
        {"a.hs", "import Test.Hedgehog", 2},
        {"a.hs", "import Test.Validity", 2},
        {"a.hs", "import Hedgehog", 0},
        {"a.erl", "-include_lib(\"proper/include/proper.hrl\").", 2},
        {"a.hrl", "-include_lib(\"eqc/include/eqc.hrl\").", 1},
        {"a.erl", "-include(\"proper.hrl\").", 0},
        {"a.ex", "use PropCheck", 2},
        {"a.exs", "  use ExUnitProperties", 1},
        {"a.ex", "import PropCheck", 0},
        {"a.gleam", "import qcheck", 1},
        {"a.gleam", "import check", 0},
        {"A.java", "import com.code_intelligence.jazzer.api.FuzzedDataProvider;", 1},
        {"A.java", "import com.code_intelligence.jazzer.api.*;", 0},
        {"a.cs", "using FsCheck;", 1},
        {"a.cs", "using FsCheck.Xunit;", 1},
        {"a.cs", "using Expecto.ExpectoFsCheck;", 1},
        {"a.cs", "using FsCheck.Other;", 0},
        {"a.fs", "open FsCheck.NUnit", 1},
        {"a.fs", "open Expecto.ExpectoFsCheck", 1},
        {"a.fs", "open Expecto", 0},
        {"a.kt", "FuzzedDataProvider", 0},
        {"a.py", "import\natheris", 0},  // line by line
        {"testdata/fuzz.c", "LLVMFuzzerTestOneInput", 0},
        {"src/test/a.c", "LLVMFuzzerTestOneInput", 0},
    };
    for (const Row& row : rows) {
        FactsFixture with;
        with.file(row.path, row.text);
        const CheckResult result = with.run(fuzzing_check);
        EXPECT_EQ(result.score, row.found > 0 ? 10 : 0) << row.path << ": " << row.text;
        EXPECT_EQ(result.reason, row.found > 0 ? "project is fuzzed" : "project is not fuzzed");
        EXPECT_EQ(lines_of(result).size(), std::max<size_t>(row.found, 1)) << row.path << ": " << row.text;
    }
}

TEST(Fuzzing, details) {
    EXPECT_EQ(lines_of(FactsFixture{{"a.txt", "x"}}.run(fuzzing_check)), Lines{"Warn: no fuzzer integrations found"});
    EXPECT_EQ(lines_of(FactsFixture{{"a.py", "\nimport atheris"}}.run(fuzzing_check)),
              Lines{"Info: PythonAtherisFuzzer integration found: a.py:2"});
}

TEST(Fuzzing, cluster_fuzz_lite_by_a_file_that_says_something) {
    struct Row {
        std::string_view path, text;
        int score;
    };
    for (const Row& row : std::initializer_list<Row>{{".clusterfuzzlite/Dockerfile", "FROM x\n", 10},
                                                     {".clusterfuzzlite/Dockerfile", "# FROM x\n", 0},
                                                     {".clusterfuzzlite/Dockerfile", "\n  \n", 0},
                                                     {".clusterfuzzlite/Dockerfile", "", 0},
                                                     {".clusterfuzzlite/dockerfile", "FROM x\n", 0},
                                                     {"a/.clusterfuzzlite/Dockerfile", "FROM x\n", 0}})
        EXPECT_EQ((FactsFixture{{row.path, row.text}}.run(fuzzing_check).score), row.score)
            << row.path << ": " << row.text;
    EXPECT_EQ(lines_of(FactsFixture{{".clusterfuzzlite/Dockerfile", "FROM x\n"}}.run(fuzzing_check)),
              Lines{"Info: ClusterFuzzLite integration found"});
}

TEST(Fuzzing, looks_at_the_prominent_languages_alone) {
    FactsFixture with{{"a.py", "import atheris"}};
    with.forge().in_oss_fuzz = false;
    with.forge().languages = {{.name = "C++", .size = 1000}, {.name = "Python", .size = 100}};
    EXPECT_EQ(with.run(fuzzing_check).score, 0) << "100 is below a quarter of 550";
    with.forge().languages = {{.name = "C++", .size = 1000}, {.name = "Python", .size = 143}};
    EXPECT_EQ(with.run(fuzzing_check).score, 10) << "571 / 4 is 142";
    with.forge().languages = {{.name = "C++", .size = 1000}, {.name = "Python", .size = 142}};
    EXPECT_EQ(with.run(fuzzing_check).score, 10) << "as much is enough";
    with.forge().languages.emplace();
    EXPECT_EQ(with.run(fuzzing_check).score, 0);
    with.forge().languages.reset();
    expect_lacks(with, fuzzing_check, "languages");
    with.forge().languages.emplace();
    with.forge().in_oss_fuzz.reset();
    expect_lacks(with, fuzzing_check, "in_oss_fuzz");
    with.forge().in_oss_fuzz = true;
    EXPECT_EQ(lines_of(with.run(fuzzing_check)), (Lines{"Info: OSSFuzz integration found"}));
}

}  // namespace
}  // namespace ward::scorecard
