#include "libs/base/ed25519.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace cartera {
namespace {

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, section 7.1, tests 1 and 2 (from memory; OpenSSL made the same).
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
};

TEST(Ed25519, MakesAndChecksTheSignaturesOfTheStandard) {
  for (const Vector& v : kVectors) {
    const std::string seed = absl::HexStringToBytes(v.seed);
    const std::string message = absl::HexStringToBytes(v.message);
    const std::string key = Ed25519PublicKey(seed);
    const std::string signature = Ed25519Sign(seed, message);
    EXPECT_EQ(absl::BytesToHexString(key), v.public_key);
    EXPECT_EQ(absl::BytesToHexString(signature), v.signature);
    EXPECT_TRUE(Ed25519Verify(key, message, signature));
    EXPECT_FALSE(Ed25519Verify(key, message + "x", signature));
  }
}

TEST(Ed25519, RefusesWhatHasAnotherLength) {
  const std::string seed(kEd25519KeyBytes, 's');
  const std::string key = Ed25519PublicKey(seed);
  const std::string signature = Ed25519Sign(seed, "m");
  EXPECT_TRUE(Ed25519Verify(key, "m", signature));
  EXPECT_FALSE(Ed25519Verify(key.substr(1), "m", signature));
  EXPECT_FALSE(Ed25519Verify(key, "m", signature + "x"));
  EXPECT_FALSE(Ed25519Verify("", "m", ""));
  EXPECT_FALSE(Ed25519Verify(std::string(kEd25519KeyBytes, '\xff'), "m", signature));
}

}  // namespace
}  // namespace cartera
