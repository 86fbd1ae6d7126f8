#include "engine/config/appliance_profile.h"

#include <utility>

namespace certsweep::config {

namespace {

// Trend Micro Smart Protection Server: the web console at 4343, file reputation at 443.
ProfileSection Sps() {
  return {.name = "sps",
          .ports = {4343, 443},
          .pem_path = "/etc/lighttpd/server.pem",
          .test_command = "lighttpd -tt -f /etc/lighttpd/lighttpd.conf",
          .restart_command = "service lighttpd restart"};
}

ProfileSection Lighttpd() {
  ProfileSection profile = Sps();
  profile.name = "lighttpd";
  profile.ports = {443};
  return profile;
}

// ssl_certificate and ssl_certificate_key may name the same file. A reload reads it again and drops no connection.
ProfileSection Nginx() {
  return {.name = "nginx",
          .ports = {443},
          .pem_path = "/etc/nginx/server.pem",
          .test_command = "nginx -t",
          .restart_command = "nginx -s reload"};
}

// SSLCertificateFile may hold key, leaf and chain since 2.4.8.
ProfileSection Apache() {
  return {.name = "apache",
          .ports = {443},
          .pem_path = "/etc/apache2/server.pem",
          .test_command = "apachectl configtest",
          .restart_command = "apachectl graceful"};
}

}  // namespace

const Profiles& BuiltInProfiles() {
  static const Profiles kProfiles = [] {
    Profiles profiles;
    for (ProfileSection profile : {Sps(), Lighttpd(), Nginx(), Apache()}) {
      std::string name = profile.name;
      profiles.emplace(std::move(name), std::move(profile));
    }
    return profiles;
  }();
  return kProfiles;
}

std::vector<std::string_view> NamesOf(const Profiles& profiles) {
  std::vector<std::string_view> names;
  names.reserve(profiles.size());
  for (const auto& [name, profile] : profiles) names.push_back(name);
  return names;
}

}  // namespace certsweep::config
