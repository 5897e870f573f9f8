// The outputs for machines by the schemas of their formats, and CSAF by the mandatory tests of its specification.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/machine_testing.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace ward::release {
namespace {

struct Answer {
    int status = 0;
    std::string text;
};

Answer validated(std::string_view kind, const std::string& path) {
    const std::string command = fmt::format("node tests/oracles/validate.js {} {} 2>&1", kind, path);
    Answer answer;
    FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): fixed words and a path of ours
    EXPECT_NE(pipe, nullptr);
    if (pipe == nullptr) return answer;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) answer.text += static_cast<char>(c);
    answer.status = WEXITSTATUS(::pclose(pipe));
    return answer;
}

// Everything that a record can have.
Release full_release() {
    Release release = sample_release();
    Report& report = release.reports[1];
    report.cvss.emplace_back("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N");
    report.impact = "Servers that read bodies.";
    report.workaround = "Do not.";
    report.platforms = {"win32", "linux"};
    report.reported_at = "2026-05-01T10:00:00+02:00";
    report.advisory = "GHSA-2c4f-6j7m-8p9q";
    report.ranges[0].commits = {std::string(40, 'a')};
    report.ranges[0].pull = "https://github.com/nodejs/node/pull/8";
    return release;
}

class ValidatedOutput : public testing::TestWithParam<std::string_view> {};

TEST_P(ValidatedOutput, IsValidByItsSchema) {
    if (!std::filesystem::exists("tests/oracles/node_modules/ajv")) GTEST_SKIP() << "needs npm ci in tests/oracles";
    std::vector<Release> releases{sample_release(), full_release(), history_release("december-2025-security-releases")};
    releases[0].reports[0].ranges[0].fixed.clear();
    releases[0].lift_at.reset();
    Project project = sample_project();
    const auto folder = TemporaryFolder::make("ward-release-test");
    ASSERT_TRUE(folder) << folder.error().message();
    for (const Release& release : releases) {
        for (const EolPolicy policy : {EolPolicy::each_line, EolPolicy::from_zero, EolPolicy::none}) {
            project.eol = policy;
            std::vector<OutputFile> files =
                files_of(GetParam(), {.release = release, .project = project, .now = 1'780'000'000});
            ASSERT_FALSE(files.empty());
            // One document of many is enough: they differ in their texts.
            const std::string path = fmt::format("{}/{}", folder->path(), files.back().name);
            std::ofstream(path, std::ios::binary) << files.back().content;
            const Answer answer = validated(GetParam(), path);
            if (answer.status == 2) GTEST_SKIP() << "needs the schemas of WARD_TEST_DATA: " << answer.text;
            EXPECT_EQ(answer.status, 0) << release.id << ", " << name_of(policy) << ": " << answer.text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Schemas, ValidatedOutput, testing::Values("csaf", "cve5", "openvex", "osv"));

}  // namespace
}  // namespace ward::release
