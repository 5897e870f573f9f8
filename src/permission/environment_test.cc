#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ward/permission.h"

namespace ward::permission {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> scrubbed(const std::vector<std::string>& names, const std::vector<std::string>& variables) {
    Policy policy;
    for (const std::string& name : names) policy.grants.push_back({Scope::env, name, Grant::Reach::exact});
    return scrubbed_environment(policy, variables);
}

const std::vector<std::string> harmless{"PATH=/bin",  "HOME=/root", "LANG=C",        "LC_ALL=C", "LC_TIME=de",
                                        "TERM=dumb",  "TZ=UTC",     "NODE_ENV=test", "CI=1",     "TMPDIR=/tmp",
                                        "NO_COLOR=1", "PWD=/",      "COLUMNS=80",    "USER=me"};
const std::vector<std::string> secrets{"AWS_SECRET_ACCESS_KEY=x",
                                       "GITHUB_TOKEN=x",
                                       "SSH_AUTH_SOCK=/x",
                                       "npm_config_//r/:_authToken=x",
                                       "PATHS=x",
                                       "MY_HOME=x",
                                       "LC=x",
                                       "path=x",
                                       "OTHER="};
const std::vector<std::string> telling{"LD_PRELOAD=/x.so",
                                       "LD_LIBRARY_PATH=/x",
                                       "LD_AUDIT=/x",
                                       "NODE_OPTIONS=-r /x",
                                       "NODE_PATH=/x",
                                       "OPENSSL_CONF=/x",
                                       "PYTHONPATH=/x",
                                       "PYTHONSTARTUP=/x",
                                       "PERL5OPT=-Mx",
                                       "RUBYOPT=-rx",
                                       "BASH_ENV=/x",
                                       "ENV=/x",
                                       "GCONV_PATH=/x",
                                       "BASH_FUNC_ls%%=() { x; }",
                                       "PS4=$(x)",
                                       "SHELLOPTS=xtrace",
                                       "JAVA_TOOL_OPTIONS=x",
                                       "_JAVA_OPTIONS=x",
                                       "GLIBC_TUNABLES=x",
                                       "NODE_EXTRA_CA_CERTS=/x",
                                       "SSLKEYLOGFILE=/x",
                                       "LUA_INIT=x",
                                       "LUA_INIT_5_4=x",
                                       "PERL5DB=x",
                                       "PYTHONUSERBASE=/x"};

TEST(Environment, nothing_granted) {
    EXPECT_THAT(scrubbed({}, harmless), ElementsAreArray(harmless));
    EXPECT_THAT(scrubbed({}, secrets), IsEmpty());
    EXPECT_THAT(scrubbed({}, telling), IsEmpty());
    EXPECT_THAT(scrubbed({}, {}), IsEmpty());
}

TEST(Environment, named) {
    EXPECT_THAT(scrubbed({"GITHUB_TOKEN", "LD_PRELOAD", "MISSING"}, secrets), ElementsAre("GITHUB_TOKEN=x"));
    EXPECT_THAT(scrubbed({"LD_PRELOAD"}, telling), ElementsAre("LD_PRELOAD=/x.so"));
    EXPECT_THAT(scrubbed({"github_token"}, secrets), IsEmpty());  // names have a case
    EXPECT_THAT(scrubbed({"A"}, {"A=1", "A=2", "B=A", "AB=1", "A"}), ElementsAre("A=1", "A=2", "A"));
}

// Everything, but not what makes a loader, a shell or a runtime run something else.
TEST(Environment, all) {
    EXPECT_THAT(scrubbed({"*"}, secrets), ElementsAreArray(secrets));
    EXPECT_THAT(scrubbed({"*"}, harmless), ElementsAreArray(harmless));
    EXPECT_THAT(scrubbed({"*"}, telling), IsEmpty());
    EXPECT_THAT(scrubbed({"*", "NODE_OPTIONS"}, telling), ElementsAre("NODE_OPTIONS=-r /x"));
}

TEST(Environment, other_scopes_grant_none) {
    Policy policy;
    for (const ScopeWords& words : all_scopes())
        if (words.scope != Scope::env) policy.grants.push_back({words.scope, "*"});
    EXPECT_THAT(scrubbed_environment(policy, secrets), IsEmpty());
}

}  // namespace
}  // namespace ward::permission
