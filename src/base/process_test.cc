#include "base/process.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace ward {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

const std::vector<std::string> usual_path = {"/usr/bin", "/bin"};

ProcessRequest of(std::vector<std::string> arguments) {
    return {.arguments = std::move(arguments), .search_path = usual_path};
}
// The shell is a program like another here, run by name.
ProcessRequest script(std::string text) {
    return of({"sh", "-c", std::move(text)});
}

TEST(Process, GivesOutputErrorsAndStatus) {
    const auto ran = run_process(script("printf out; printf err >&2; exit 7"));
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, "out");
    EXPECT_EQ(ran->err, "err");
    EXPECT_EQ(ran->status, 7);
    EXPECT_EQ(ran->signal, 0);
    EXPECT_FALSE(ran->succeeded());
    EXPECT_EQ(ran->end(), "exit status 7");
    EXPECT_TRUE(run_process(of({"true"}))->succeeded());
}

TEST(Process, ASignalIsAValue) {
    const auto ran = run_process(script("kill -TERM $$"));
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->signal, SIGTERM);
    EXPECT_FALSE(ran->succeeded());
    EXPECT_EQ(ran->end(), "signal 15 (Terminated)");
}

TEST(Process, GetsItsInputWhole) {
    ProcessRequest request = of({"cat"});
    for (int i = 0; i < 400'000; ++i) request.input += std::to_string(i);  // more than a pipe holds
    request.input += std::string("\0end", 4);
    const auto ran = run_process(request);
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, request.input);
    EXPECT_EQ(run_process(of({"cat"}))->out, "");
    // It does not read: nobody is hurt.
    request.arguments = {"true"};
    EXPECT_TRUE(run_process(request)->succeeded());
}

TEST(Process, ArgumentsAreNoShellsWords) {
    const auto ran = run_process(of({"printf", "%s|", "a b", "$(id)", "`id`", ";", "", "*"}));
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, "a b|$(id)|`id`|;||*|");
}

TEST(Process, HasNoEnvironmentButTheNamedOne) {
    ::setenv("WARD_TEST_SECRET", "token", 1);
    ProcessRequest request = of({"env"});
    EXPECT_EQ(run_process(request)->out, "");
    request.environment = {"A=1", "B=x=y"};
    EXPECT_EQ(run_process(request)->out, "A=1\nB=x=y\n");
    ::unsetenv("WARD_TEST_SECRET");
}

TEST(Process, RunsInItsFolder) {
    const auto folder = TemporaryFolder::make("ward-process");
    ASSERT_TRUE(folder);
    ProcessRequest request = of({"pwd", "-P"});
    EXPECT_EQ(run_process(request)->out, "/\n");
    request.folder = folder->path();
    EXPECT_EQ(run_process(request)->out, folder->path() + "\n");
    request.folder = folder->path() + "/none";
    const auto none = run_process(request);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::not_found);
    EXPECT_THAT(none.error().message(), HasSubstr("/none"));
}

TEST(Process, DescriptorsOfTheCallerStayWithIt) {
    const Fd open_fd(::open("/etc/passwd", O_RDONLY));  // without O_CLOEXEC
    ASSERT_TRUE(open_fd.valid());
    const auto ran = run_process(of({"ls", "/proc/self/fd"}));
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, "0\n1\n2\n3\n");  // the last is ls's own
}

TEST(Process, SignalsAreAsAtTheStartOfAProgram) {
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto old = ::signal(SIGPIPE, SIG_IGN);
    const auto ran = run_process(of({"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}));
    ::signal(SIGPIPE, old);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Process, HasNoTerminal) {
    const auto ran = run_process(script("exec 2>/dev/null; : < /dev/tty && echo asked"));
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->out, "");
}

TEST(Process, TooMuchOutputIsAnError) {
    ProcessRequest request = of({"head", "-c", "1000", "/dev/zero"});
    request.limits.out_bytes = 1'000;
    EXPECT_EQ(run_process(request)->out.size(), 1'000u);
    request.limits.out_bytes = 999;
    const auto over = run_process(request);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().code, ErrorCode::limit);
    EXPECT_EQ(over.error().message(), "head: wrote more than 999 bytes to its output");
    // One that never stops is stopped.
    EXPECT_EQ(run_process(of({"cat", "/dev/zero"})).error().code, ErrorCode::limit);
    request = script("exec cat /dev/zero >&2");
    request.limits.err_bytes = 10;
    EXPECT_THAT(run_process(request).error().message(), HasSubstr("more than 10 bytes to its error output"));
}

TEST(Process, AFileOfMoreThanItMayWriteEndsIt) {
    const auto folder = TemporaryFolder::make("ward-process");
    ASSERT_TRUE(folder);
    ProcessRequest request = script("exec head -c 5000 /dev/zero > file");
    request.environment = {"PATH=/usr/bin:/bin"};
    request.folder = folder->path();
    request.limits.file_bytes = 5'000;
    EXPECT_TRUE(run_process(request)->succeeded());
    request.limits.file_bytes = 4'999;
    EXPECT_EQ(run_process(request)->signal, SIGXFSZ);
}

bool is_alive(pid_t pid) {
    for (int i = 0; i < 100; ++i) {  // a killed one is nobody's child here: init takes it away in its own time
        const auto status = read_file("/proc/" + std::to_string(pid) + "/stat", 4'096);
        if (!status || status->contains(") Z ")) return false;
        std::this_thread::sleep_for(milliseconds(20));
    }
    return true;
}

TEST(Process, OverTimeItsWholeGroupIsKilled) {
    const auto folder = TemporaryFolder::make("ward-process");
    ASSERT_TRUE(folder);
    ProcessRequest request = script("sleep 1000 & echo $! > pid; wait");
    request.environment = {"PATH=/usr/bin:/bin"};
    request.folder = folder->path();
    request.limits.time = milliseconds(1'000);
    const auto ran = run_process(request);
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::limit);
    EXPECT_EQ(ran.error().message(), "sh: ran longer than 1000 milliseconds");
    const auto pid = read_file(folder->path() + "/pid", 100);
    ASSERT_TRUE(pid);
    EXPECT_FALSE(is_alive(*to_number<pid_t>(trim(*pid))));
}

TEST(Process, WhatItLeftBehindIsKilledAndNotWaitedFor) {
    ProcessRequest request = script("sleep 1000 & echo $!");
    request.environment = {"PATH=/usr/bin:/bin"};
    request.limits.time = std::chrono::minutes(5);
    const auto start = std::chrono::steady_clock::now();
    const auto ran = run_process(request);
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
    EXPECT_FALSE(is_alive(*to_number<pid_t>(trim(ran->out))));
}

TEST(Process, RequestsThatNoProgramCouldBeGiven) {
    EXPECT_EQ(run_process(of({})).error().code, ErrorCode::usage);
    EXPECT_EQ(run_process(of({""})).error().code, ErrorCode::usage);
    EXPECT_EQ(run_process(of({"./true"})).error().code, ErrorCode::usage);
    EXPECT_EQ(run_process(of({"usr/bin/true"})).error().code, ErrorCode::usage);
    EXPECT_EQ(run_process(of({"true", std::string("a\0b", 3)})).error().code, ErrorCode::usage);
    ProcessRequest request = of({"true"});
    request.environment = {"no equals"};
    EXPECT_EQ(run_process(request).error().code, ErrorCode::usage);
    request = of({"true"});
    request.folder = "relative";
    EXPECT_EQ(run_process(request).error().code, ErrorCode::usage);
}

TEST(Process, AProgramWithoutAnInterpreterIsNotGivenToAShell) {
    const auto folder = TemporaryFolder::make("ward-process");
    ASSERT_TRUE(folder);
    const std::string file = folder->path() + "/tool";
    ASSERT_TRUE(replace_file(file, "echo shell\n", 0755));
    const auto ran = run_process(of({file}));
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, ErrorCode::io);
    EXPECT_THAT(ran.error().message(), HasSubstr("Exec format error"));
}

TEST(Process, ProgramsAreFoundInTheGivenFoldersAlone) {
    const auto folder = TemporaryFolder::make("ward-process");
    ASSERT_TRUE(folder);
    std::filesystem::create_directories(folder->path() + "/first/tool");  // a folder of that name is no program
    std::filesystem::create_directories(folder->path() + "/second");
    ASSERT_TRUE(replace_file(folder->path() + "/second/tool", "#!/bin/sh\necho found\n", 0755));
    ASSERT_TRUE(replace_file(folder->path() + "/second/text", "no program", 0644));
    const std::vector<std::string> path = {"relative", folder->path() + "/first", folder->path() + "/second"};
    EXPECT_EQ(*find_program("tool", path), folder->path() + "/second/tool");
    EXPECT_EQ(find_program("text", path).error().code, ErrorCode::not_found);
    EXPECT_EQ(find_program("tool", {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(run_process({.arguments = {"tool"}, .search_path = path})->out, "found\n");
    EXPECT_EQ(run_process({.arguments = {"/nonexistent/tool"}}).error().code, ErrorCode::not_found);
    EXPECT_THAT(search_path_of("/a::.:b:/c/d:"), testing::ElementsAre("/a", "/c/d"));
}

// A descriptor that leaks with every run would end a long update.
TEST(Process, NothingIsLeftOpen) {
    const auto count = [] {
        const std::filesystem::directory_iterator all("/proc/self/fd");
        return std::distance(begin(all), end(all));
    };
    ASSERT_TRUE(run_process(of({"true"})));
    const auto before = count();
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(run_process(of({"true"})));
        ASSERT_FALSE(run_process({.arguments = {"/nonexistent"}}));
    }
    EXPECT_EQ(count(), before);
}

TEST(Process, ManyThreadsMayRunPrograms) {
    std::vector<std::thread> threads;
    std::vector<std::string> outs(8);
    for (size_t i = 0; i < outs.size(); ++i)
        threads.emplace_back([&outs, i] {
            for (int round = 0; round < 5; ++round) {
                const auto ran = run_process(of({"printf", "%s", std::to_string(i)}));
                outs[i] = ran ? ran->out : ran.error().message();
            }
        });
    for (std::thread& thread : threads) thread.join();
    for (size_t i = 0; i < outs.size(); ++i) EXPECT_EQ(outs[i], std::to_string(i));
}

}  // namespace
}  // namespace ward
