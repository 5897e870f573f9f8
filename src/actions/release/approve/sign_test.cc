// With the programs that have the keys: what they sign here counts.
#include "actions/release/approve/sign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/approval.h"
#include "base/fd.h"
#include "formats/signing/command_testing.h"
#include "formats/signing/testing.h"

namespace ward::release {
namespace {

using signing::test::noon;
using testing::HasSubstr;

// Ends with the test, whatever becomes of it.
class RunningAgent {
  public:
    explicit RunningAgent(const signing::test::Workshop& workshop) : workshop_(workshop) {
        const auto started = workshop.run(
            "ssh-agent -s -a agent > agent.env && . ./agent.env > /dev/null && echo $SSH_AGENT_PID > agent.pid");
        EXPECT_EQ(started.status, 0) << started.output;
    }
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;
    ~RunningAgent() { EXPECT_EQ(workshop_.run("kill $(cat agent.pid)").status, 0); }

  private:
    const signing::test::Workshop& workshop_;
};

class SignTest : public testing::Test {
  protected:
    // Once: minisign takes seconds for a key with a passphrase.
    static void SetUpTestSuite() {
        for (const std::string tool : {"ssh-keygen", "ssh-agent", "minisign"})
            ASSERT_TRUE(signing::test::has_command(tool)) << "needs the Debian packages openssh-client and minisign";
        const auto made = workshop().run(
            "ssh-keygen -q -t ed25519 -N '' -C ada -f ada && ssh-keygen -q -t ecdsa -N 'open sesame' -C bo -f bo && "
            "minisign -G -W -f -p cleo.pub -s cleo.sec && printf 'pass\\npass\\n' | minisign -G -f -p dan.pub -s "
            "dan.sec");
        ASSERT_EQ(made.status, 0) << made.output;
    }
    std::string line(const std::string& file) const {
        std::string text = workshop().read(file);
        text.pop_back();
        return text.substr(text.rfind('\n') + 1);
    }
    Stewards stewards() const {
        std::string toml = "schema = 1\nserial = 1\nmade = 2026-01-01\n[need]\nship = 4\n";
        for (const std::string name : {"ada", "bo", "cleo", "dan"})
            toml += "[[people]]\nname = \"" + name + "\"\n[[people.keys]]\nkey = \"" + line(name + ".pub") + "\"\n";
        return stewards_from_toml(toml, "stewards.toml").value();
    }
    SigningKey key(SigningTool tool, const std::string& file) const {
        return {.tool = tool, .path = workshop().path() + "/" + file};
    }

    static const signing::test::Workshop& workshop() {
        static const signing::test::Workshop one;
        return one;
    }

    SigningEnvironment environment{.search_path = {"/usr/bin", "/bin"}, .variables = {"HOME=" + workshop().path()}};
};

TEST_F(SignTest, every_tool_and_every_way_of_a_passphrase) {
    const ApprovalRequest request{
        .release = "2026-06-16", .step = "ship", .plan = std::string(64, 'a'), .author = "ada"};
    const auto statement = [&](const std::string& who) { return to_json(approval_of(request, who, noon)); };
    std::vector<SignedApproval> approvals;
    const auto sign = [&](const std::string& who, const SigningKey& with) {
        const auto signature = sign_statement(statement(who), SigningPurpose::approval, with, environment);
        ASSERT_TRUE(signature) << who << ": " << signature.error().message();
        approvals.push_back({who + ".json", statement(who), *signature});
    };
    sign("ada", key(SigningTool::ssh_keygen, "ada"));
    sign("cleo", key(SigningTool::minisign, "cleo.sec"));
    SigningKey dan = key(SigningTool::minisign, "dan.sec");
    const Secret passphrase(std::string("pass"));
    dan.passphrase = &passphrase;
    sign("dan", dan);

    // No terminal, no agent: nobody can be asked.
    const SigningKey bo = key(SigningTool::ssh_keygen, "bo");
    const auto locked = sign_statement(statement("bo"), SigningPurpose::approval, bo, environment);
    ASSERT_FALSE(locked);
    EXPECT_THAT(locked.error().message(), HasSubstr("ssh-keygen did not sign (exit status 255)"));
    // SSH_ASKPASS is one that asks; the agent is another.
    workshop().write("ask", "#!/bin/sh\necho 'open sesame'\n");
    ASSERT_EQ(workshop().run("chmod 700 ask").status, 0);
    const auto variables = environment.variables;
    environment.variables.push_back("SSH_ASKPASS=" + workshop().path() + "/ask");
    environment.variables.emplace_back("SSH_ASKPASS_REQUIRE=force");
    sign("bo", bo);
    environment.variables = variables;
    const RunningAgent agent(workshop());
    const auto started =
        workshop().run("SSH_AUTH_SOCK=$PWD/agent SSH_ASKPASS=./ask SSH_ASKPASS_REQUIRE=force ssh-add -q bo");
    ASSERT_EQ(started.status, 0) << started.output;
    environment.variables.push_back("SSH_AUTH_SOCK=" + workshop().path() + "/agent");
    const auto by_agent =
        sign_statement(statement("bo"), SigningPurpose::approval, key(SigningTool::ssh_keygen, "bo.pub"), environment);
    ASSERT_TRUE(by_agent) << by_agent.error().message();

    EXPECT_TRUE(judge(request, stewards(), approvals, noon).holds());
    approvals.back().signature = *by_agent;
    const Judgement judgement = judge(request, stewards(), approvals, noon);
    EXPECT_TRUE(judgement.holds()) << judgement.text();
    approvals.pop_back();
    EXPECT_EQ(judge(request, stewards(), approvals, noon).missing(), 1u);
}

TEST_F(SignTest, what_goes_wrong_is_one_line) {
    const auto error = [&](const SigningKey& with) {
        return sign_statement("x", SigningPurpose::approval, with, environment).error().message();
    };
    EXPECT_THAT(error(key(SigningTool::ssh_keygen, "nobody")), HasSubstr("ssh-keygen did not sign"));
    EXPECT_THAT(error(key(SigningTool::minisign, "nobody")), HasSubstr("minisign did not sign"));
    SigningKey dan = key(SigningTool::minisign, "dan.sec");
    const Secret wrong(std::string("wrong"));
    dan.passphrase = &wrong;
    EXPECT_THAT(error(dan), HasSubstr("minisign did not sign"));
    EXPECT_THAT(error(dan), testing::Not(HasSubstr("wrong\n")));
    EXPECT_EQ(sign_statement("x", SigningPurpose::approval, {.path = "key"}, environment).error().code,
              ErrorCode::usage);
    environment.search_path = {"/nowhere"};
    EXPECT_EQ(
        sign_statement("x", SigningPurpose::approval, key(SigningTool::ssh_keygen, "ada"), environment).error().code,
        ErrorCode::not_found);
}

TEST(SigningEnvironmentTest, takes_what_leads_to_a_key_and_nothing_else) {
    const char* const variables[] = {"PATH=/usr/bin:.:/bin", "SSH_AUTH_SOCK=/run/agent", "GITHUB_TOKEN=secret",
                                     "SSH_AUTH_SOCKET=x", nullptr};
    const SigningEnvironment environment = signing_environment(variables);
    EXPECT_THAT(environment.search_path, testing::ElementsAre("/usr/bin", "/bin"));
    EXPECT_THAT(environment.variables, testing::ElementsAre("SSH_AUTH_SOCK=/run/agent"));
}

}  // namespace
}  // namespace ward::release
