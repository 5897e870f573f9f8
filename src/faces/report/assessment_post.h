// What a post about advisories says, before any markup: for each advisory, which branches are affected and why not.
// A report of one tree has one branch, one of several branches (--ref) has them all.
#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace ward::report {

enum class Affected { yes, no, unknown };

// One cell of the column "Affected": a branch, the version of the dependency there, and the answer.
struct BranchVerdict {
    std::string branch;
    std::string version;
    Affected affected = Affected::unknown;
    std::string why;  // what people decided about it; may be empty

    bool operator==(const BranchVerdict&) const = default;
};

// One advisory about one dependency.
struct PostTopic {
    std::string id;
    std::string title;
    Severity severity = Severity::unknown;
    std::string dependency;  // "OpenSSL"
    std::string link;
    std::vector<std::string> fixed;
    std::vector<Blocker> blocked_by;
    std::vector<BranchVerdict> verdicts;  // branches in the caller's order, also those that are not affected

    // Over all branches: affected where one is, unaffected where all are.
    Affected affected() const;
};

// By dependency, then worst severity first, then id. Only advisories: other findings are no matter of a post.
std::vector<PostTopic> post_topics(const Report& report);

// The Markdown of a post with these topics, with the front matter of nodejs.org's blog.
struct PostFrame {
    std::string project;  // "node"
    std::string author;
    std::string date;  // RFC 3339
    bool complete = true;
};
std::string post_markdown(const std::vector<PostTopic>& topics, const PostFrame& frame);

}  // namespace ward::report
