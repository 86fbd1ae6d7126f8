#include "engine/config/ssh_section.h"

#include <gmock/gmock.h>

#include "tests/engine/config/config_texts.h"

namespace certsweep::config {
namespace {

TEST(SshSectionTest, SaysHowToLogIn) {
  const SshSection ssh =
      Good(
          "[ssh]\nuser = 'admin'\nport = 2222\nidentity = 'id'\nknown_hosts = '/etc/kh'\nagent = false\n"
          "password_file = 'pw'\npassword_prompt = false\nconnect_timeout = 2.5\ncommand_timeout = 1")
          .ssh;
  EXPECT_EQ(ssh.user, "admin");
  EXPECT_EQ(ssh.port, 2222);
  EXPECT_EQ(ssh.identity, "etc/id");
  EXPECT_EQ(ssh.known_hosts, "/etc/kh");
  EXPECT_FALSE(ssh.agent);
  EXPECT_EQ(ssh.password_file, "etc/pw");
  EXPECT_EQ(ssh.password_prompt, false);
  EXPECT_EQ(ssh.connect_timeout_us, 2'500'000);
  EXPECT_EQ(ssh.command_timeout_us, 1'000'000);
}

TEST(SshSectionTest, HasDefaults) {
  const SshSection ssh = Good("").ssh;
  EXPECT_EQ(ssh.user, "root");
  EXPECT_EQ(ssh.port, 22);
  EXPECT_EQ(ssh.identity, "");
  EXPECT_EQ(ssh.known_hosts, "");
  EXPECT_TRUE(ssh.agent);
  EXPECT_EQ(ssh.password_file, "");
  EXPECT_EQ(ssh.password_prompt, std::nullopt);
  EXPECT_EQ(ssh.connect_timeout_us, 10'000'000);
  EXPECT_EQ(ssh.command_timeout_us, 60'000'000);
}

TEST(SshSectionTest, WhatIsWrongIsTold) {
  EXPECT_EQ(Bad("[ssh]\nport = 0\nuser = '-oProxyCommand=x'\nconnect_timeout = 0\nagent = 'yes'"),
            "etc/c.toml:2: ssh.port: is 0 and should be from 1 to 65535\n"
            "etc/c.toml:3: ssh.user: \"-oProxyCommand=x\" begins with a dash\n"
            "etc/c.toml:4: ssh.connect_timeout: is 0 and should be from 0.001 to 86400\n"
            "etc/c.toml:5: ssh.agent: is a string and should be true or false");
  EXPECT_EQ(Bad("[ssh]\nuser = 'a b'"), "etc/c.toml:2: ssh.user: \"a b\" has a blank in it");
}

TEST(SshSectionTest, APasswordDoesNotStandInTheFile) {
  EXPECT_EQ(
      Bad("[ssh]\npassword = 'secret'"),
      "etc/c.toml:2: ssh.password: a password does not stand in this file: name one that holds it as password_file, or "
      "let password_prompt ask");
}

}  // namespace
}  // namespace certsweep::config
