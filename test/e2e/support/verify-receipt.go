// Verifies a receipt with nothing but Go's standard library: verify-receipt TOKEN JWKS_FILE prints its payload.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
)

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

func decode(text string) []byte {
	bytes, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		fail(err.Error())
	}
	return bytes
}

func main() {
	parts := strings.Split(os.Args[1], ".")
	file, err := os.ReadFile(os.Args[2])
	if err != nil {
		fail(err.Error())
	}
	var set struct {
		Keys []struct{ Kid, Kty, Crv, X, Y string }
	}
	if err := json.Unmarshal(file, &set); err != nil {
		fail(err.Error())
	}
	var header struct{ Alg, Typ, Kid string }
	if err := json.Unmarshal(decode(parts[0]), &header); err != nil {
		fail(err.Error())
	}
	if header.Alg != "ES256" || header.Typ != "safeupload-receipt+jwt" {
		fail("another algorithm or type")
	}
	signature := decode(parts[2])
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	for _, key := range set.Keys {
		if key.Kid != header.Kid || key.Kty != "EC" || key.Crv != "P-256" {
			continue
		}
		public := ecdsa.PublicKey{
			Curve: elliptic.P256(),
			X:     new(big.Int).SetBytes(decode(key.X)),
			Y:     new(big.Int).SetBytes(decode(key.Y)),
		}
		r := new(big.Int).SetBytes(signature[:32])
		s := new(big.Int).SetBytes(signature[32:])
		if ecdsa.Verify(&public, sum[:], r, s) {
			fmt.Println(string(decode(parts[1])))
			return
		}
	}
	fail("no published key made this signature")
}
