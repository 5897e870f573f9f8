#include "actions/release/run/peer_config.h"

#include <sys/stat.h>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/ladder/gpg_fixture.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class PeerConfigFiles : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(make_folders(home_.path() + "/project/.ncu"));
        places_.home = home_.path();
        places_.project = home_.path() + "/project";
    }
    void write(const std::string& name, std::string_view content, int mode = 0600) {
        ASSERT_TRUE(replace_file(home_.path() + "/" + name, content, mode));
    }
    std::string failure(const PeerWants& wants = {}) {
        const auto read = read_peer_config(places_, wants);
        return read ? "no error" : read.error().message();
    }

    TemporaryFolder home_ = TemporaryFolder::make("wp").value();
    PeerPlaces places_;
};

TEST_F(PeerConfigFiles, the_nearer_one_is_stronger_key_by_key) {
    EXPECT_THAT(read_peer_config(places_)->files, IsEmpty());
    write(".ncurc",
          R"({"username": "alex", "token": "aaa", "h1_username": "h", "h1_token": "b+/=", "jenkins_token": 7})");
    write("project/.ncurc", R"({"token": "bbb", "branch": "main"})");
    write("project/.ncu/config", R"({"h1_username": "hh"})");
    const auto read = read_peer_config(places_);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->username, "alex");
    EXPECT_EQ(read->token.reveal(), "bbb");
    EXPECT_EQ(read->hackerone_username, "hh");
    EXPECT_EQ(read->hackerone_token.reveal(), "b+/=");
    EXPECT_THAT(read->files, ElementsAre(home_.path() + "/.ncurc", home_.path() + "/project/.ncurc",
                                         home_.path() + "/project/.ncu/config"));
    EXPECT_THAT(read->notes, IsEmpty());
}

TEST_F(PeerConfigFiles, the_folder_of_configuration_comes_before_the_home) {
    write(".ncurc", R"({"username": "home"})");
    write("project/ncurc", R"({"username": "config"})");
    places_.config_home = home_.path() + "/project";
    EXPECT_EQ(read_peer_config(places_)->username, "config");
}

TEST_F(PeerConfigFiles, a_token_that_others_can_read_is_told) {
    write(".ncurc", R"({"username": "alex", "token": "aaa"})", 0644);
    const auto read = read_peer_config(places_);
    ASSERT_TRUE(read);
    EXPECT_THAT(read->notes, ElementsAre(home_.path() + "/.ncurc: 'token' can be read by other users (chmod 600)"));
    EXPECT_THAT(read_peer_config(places_, {.github = false})->notes, IsEmpty());
}

TEST_F(PeerConfigFiles, what_is_no_configuration_is_an_error_that_quotes_nothing) {
    const std::string file = home_.path() + "/.ncurc";
    const auto failure_of = [&](std::string_view content) {
        write(".ncurc", content);
        return failure();
    };
    EXPECT_EQ(failure_of("{\n\"token\": hidden}"), file + ":2: is not JSON");
    EXPECT_EQ(failure_of(R"({"hidden": 1, "hidden": 2})"), file + ":1: is not JSON");
    EXPECT_EQ(failure_of(R"(["hidden"])"), file + ": is no JSON object");
    EXPECT_EQ(failure_of("{\n\"token\": 4711}"), file + ":2: 'token' is no text");
    EXPECT_EQ(failure_of(R"({"token": "hid den"})"), file + ": 'token' holds what it cannot hold");
    EXPECT_EQ(failure_of(R"({"token": "hid\u0007den"})"), file + ": 'token' holds what it cannot hold");
    EXPECT_EQ(failure_of(R"({"token": ")" + std::string(4'097, 'a') + "\"}"),
              file + ": 'token' holds what it cannot hold");
    EXPECT_THAT(failure_of(std::string(max_peer_config_bytes + 1, ' ')),
                HasSubstr(std::to_string(max_peer_config_bytes)));
    EXPECT_EQ(failure_of(""), "no error") << "as the peer has it";
}

class EncryptedPeerConfig : public PeerConfigFiles {
  protected:
    void SetUp() override {
        if (!update::test::Gpg::is_there()) GTEST_SKIP() << "needs gpg";
        PeerConfigFiles::SetUp();
        gpg_.gpg({"--quick-gen-key", "Steward <steward@example.org>", "future-default", "default", "never"});
        places_.search_path = update::test::Gpg::path();
        places_.environment = {"GNUPGHOME=" + gpg_.home(), "PATH=/usr/bin:/bin", "LC_ALL=C"};
    }
    std::string encrypted(const std::string& text) {
        return gpg_.gpg({"--default-recipient-self", "--encrypt", "--armor"}, text);
    }
    // Writes its arguments and environment to `seen` and ends with `status`.
    std::string program(int status, std::string_view words = "") {
        const std::string path = home_.path() + "/program";
        write("program",
              fmt::format("#!/bin/sh\necho \"$0 $*\" > {}/seen\nenv >> {}/seen\n{}\nexit {}\n", home_.path(),
                          home_.path(), words, status),
              0700);
        return path;
    }

    update::test::Gpg gpg_;
};

TEST_F(EncryptedPeerConfig, values_and_whole_files_are_decrypted) {
    write(".ncurc", fmt::format(R"({{"username": "alex", "token": {}, "h1_username": "h", "h1_token": {}}})",
                                json_quote(encrypted("hidden-one\n")), json_quote(encrypted("hidden-two"))));
    const auto values = read_peer_config(places_);
    ASSERT_TRUE(values) << values.error().message();
    EXPECT_EQ(values->token.reveal(), "hidden-one");
    EXPECT_EQ(values->hackerone_token.reveal(), "hidden-two");
    write(".ncurc.gpg", encrypted(R"({"username": "bo", "token": "hidden-three"})"), 0644);
    const auto whole = read_peer_config(places_);
    ASSERT_TRUE(whole) << whole.error().message();
    EXPECT_EQ(whole->username, "bo");
    EXPECT_EQ(whole->token.reveal(), "hidden-three");
    EXPECT_TRUE(whole->hackerone_token.empty()) << "the other file is not looked at";
    EXPECT_THAT(whole->notes, IsEmpty());
    write(".ncurc.gpg", encrypted("{\"hidden\" 4}"));
    EXPECT_EQ(failure(), home_.path() + "/.ncurc.gpg:1: is not JSON");
}

TEST_F(EncryptedPeerConfig, what_cannot_be_decrypted_says_why) {
    write(".ncurc", R"({"token": "-----BEGIN PGP MESSAGE-----\nhidden"})");
    EXPECT_THAT(failure(), HasSubstr("/.ncurc: 'token': gpg could not decrypt it (exit status 2"));
    EXPECT_THAT(failure(), Not(HasSubstr("hidden")));
    EXPECT_EQ(failure({.github = false}), "no error") << "it is not wanted";
    write(".ncurc", fmt::format(R"({{"token": {}}})", json_quote(encrypted("hidden"))));
    update::test::Gpg other;
    places_.environment = {"GNUPGHOME=" + other.home(), "PATH=/usr/bin:/bin", "LC_ALL=C"};
    EXPECT_THAT(failure(), HasSubstr("'token': gpg could not decrypt it (exit status 2: No secret key)"));
    EXPECT_THAT(failure(), Not(HasSubstr("example.org")));
    places_.search_path = {home_.path()};
    EXPECT_EQ(failure(), home_.path() + "/.ncurc: 'token': is encrypted, and there is no gpg to decrypt it");
}

TEST_F(EncryptedPeerConfig, neither_message_nor_answer_is_seen_by_other_programs) {
    write(".ncurc", fmt::format(R"({{"token": {}}})", json_quote(encrypted("hidden"))));
    places_.gpg = program(1, "echo hidden; echo hidden >&2");
    EXPECT_EQ(failure(), home_.path() + "/.ncurc: 'token': gpg could not decrypt it (exit status 1)");
    const auto seen = read_file(home_.path() + "/seen", 1u << 16);
    ASSERT_TRUE(seen);
    EXPECT_THAT(*seen, HasSubstr("--batch --quiet --no-tty --decrypt\n"));
    EXPECT_THAT(*seen, Not(HasSubstr("PGP MESSAGE")));
}

}  // namespace
}  // namespace ward::release
