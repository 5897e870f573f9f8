// Incident mode: what is to be done by whom when a release does not go as it was planned, after the incident response
// plan of security-wg. Texts for the group's own folder; mails are drafts, which people send.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"

namespace ward::release {

struct IncidentTask {
    std::string_view owner;  // "TSC", "stewards"
    std::string_view text;
};

struct IncidentType {
    std::string_view name;     // "zero-day"
    std::string_view meaning;  // one sentence
    std::string_view notice;   // what the public may be told, one sentence that says nothing of what it is about
    std::span<const IncidentTask> tasks;
};

std::span<const IncidentType> incident_types();
const IncidentType* incident_type_named(std::string_view name);

// What is to be done, as a list that people tick.
std::string incident_checklist(const IncidentType& type, const Release& release);
// To those who decide: that it is so, and where the rest stands. Mail is no safe place: nothing of a report is in it.
std::string incident_mail(const IncidentType& type, const Release& release);
// To the project's list.
std::string incident_notice(const IncidentType& type, const Release& release, const Project& project);

}  // namespace ward::release
