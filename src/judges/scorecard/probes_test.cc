#include "judges/scorecard/probes.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace ward::scorecard {
namespace {

TEST(Probes, are_48_sorted_by_id) {
    EXPECT_EQ(all_probes().size(), 48);
    EXPECT_TRUE(std::ranges::is_sorted(all_probes(), {}, &Probe::id));
    EXPECT_EQ(std::ranges::adjacent_find(all_probes(), {}, &Probe::id), all_probes().end());
    EXPECT_EQ(std::ranges::count(all_probes(), Lifecycle::stable, &Probe::lifecycle), 36);
    EXPECT_EQ(std::ranges::count(all_probes(), "", &Probe::check), 5);
}

TEST(Probes, have_texts) {
    for (const Probe& probe : all_probes()) {
        EXPECT_TRUE(probe.summary.ends_with('?')) << probe.id;
        EXPECT_TRUE(probe.remedy.ends_with('.')) << probe.id;
        EXPECT_TRUE(probe.bad == Outcome::yes || probe.bad == Outcome::no) << probe.id;
        EXPECT_EQ(probe_named(probe.id), &probe);
    }
    EXPECT_EQ(probe_named("nothing"), nullptr);
    EXPECT_EQ(name_of(Effort::high), "High");
    EXPECT_EQ(name_of(Lifecycle::experimental), "experimental");
}

TEST(Probes, a_bad_outcome_has_a_remedy) {
    EXPECT_EQ(remedy_of({.probe = "pinsDependencies", .outcome = Outcome::no}), "Pin dependencies by hash.");
    EXPECT_EQ(remedy_of({.probe = "pinsDependencies", .outcome = Outcome::yes}), "");
    EXPECT_NE(remedy_of({.probe = "archived", .outcome = Outcome::yes}), "");
    EXPECT_EQ(remedy_of({.probe = "archived", .outcome = Outcome::no}), "");
    EXPECT_EQ(remedy_of({.probe = "archived", .remediation = "do this"}), "do this");
    EXPECT_EQ(remedy_of({.probe = "nothing"}), "");
}

TEST(Checks, are_sorted_as_the_peer_sorts_them) {
    EXPECT_TRUE(std::ranges::is_sorted(all_checks(), {}, &Check::name));
    for (const Check* check : all_checks()) {
        EXPECT_NE(check->run, nullptr) << check->name;
        EXPECT_FALSE(check->summary.empty()) << check->name;
        EXPECT_EQ(check_named(check->name), check);
        EXPECT_TRUE(!check->needs_forge || !check->needed.empty()) << check->name;
    }
}

TEST(Checks, every_probe_of_one_names_it) {
    for (const Probe& probe : all_probes()) {
        if (probe.check.empty() || check_named(probe.check) != nullptr) continue;
        // Of the checks of the tree, which are another part of the table.
        EXPECT_TRUE(probe.check == "Binary-Artifacts" || probe.check == "Dangerous-Workflow" ||
                    probe.check == "Fuzzing" || probe.check == "Packaging" || probe.check == "Pinned-Dependencies" ||
                    probe.check == "SAST" || probe.check == "Token-Permissions")
            << probe.id;
    }
}

}  // namespace
}  // namespace ward::scorecard
