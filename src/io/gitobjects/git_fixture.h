// For tests: an empty folder, removed at the end, in which git runs without any configuration of this machine.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward::gitobjects {

class GitFixture {
  public:
    GitFixture() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_git_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder_ = name;
    }
    GitFixture(const GitFixture&) = delete;
    GitFixture& operator=(const GitFixture&) = delete;
    ~GitFixture() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    const std::string& path() const { return folder_; }
    std::string path(std::string_view below) const { return folder_ + '/' + std::string(below); }

    // Standard output of a shell command there, as it is.
    std::string output(std::string_view command, std::string_view below = ".") const {
        struct PipeCloser {
            void operator()(FILE* pipe) const { ::pclose(pipe); }
        };
        const std::string line = fmt::format(
            "cd {}/{} && export HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null "
            "GIT_CEILING_DIRECTORIES={} GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000' "
            "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b; {{ {}; }} "
            "2>/dev/null",
            folder_, below, folder_, command);
        const std::unique_ptr<FILE, PipeCloser> pipe(::popen(line.c_str(), "r"));
        std::string out;
        for (int c = 0; (c = ::fgetc(pipe.get())) != EOF;) out += static_cast<char>(c);
        return out;
    }
    std::string run(std::string_view command, std::string_view below = ".") const {
        return std::string(trim(output(command, below)));
    }
    bool has_git() const { return !run("git --version").empty(); }
    void write(const std::string& path, std::string_view bytes) const {
        const std::string whole = folder_ + "/" + path;
        ASSERT_TRUE(make_folders(whole.substr(0, whole.rfind('/'))));
        ASSERT_TRUE(replace_file(whole, bytes));
    }

  private:
    std::string folder_;
};

}  // namespace ward::gitobjects

#define NEEDS_GIT() \
    if (!has_git()) GTEST_SKIP() << "needs git"
