// Renders a kustomization and judges every object in it with the code of the Kubernetes API server that receives new
// objects: decoded strictly, filled with defaults, validated. Pods must also keep to the Pod Security Standard "restricted".
//
// The objects are printed as a list in JSON. What is wrong goes to standard error, and the exit code is 1.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
)

func main() {
	if len(os.Args) != 2 {
		fail(errors.New("usage: manifests DIRECTORY"))
	}
	objects, err := render(os.Args[1])
	if err != nil {
		fail(err)
	}
	var faults []error
	for _, object := range objects {
		if err := judge(object); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		fail(err)
	}
	list := map[string]any{"apiVersion": "v1", "kind": "List", "items": objects}
	if err := json.NewEncoder(os.Stdout).Encode(list); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func render(directory string) ([]json.RawMessage, error) {
	options := krusty.MakeDefaultOptions()
	// As `kubectl apply -k` does.
	options.Reorder = krusty.ReorderOptionLegacy
	rendered, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		return nil, err
	}
	var objects []json.RawMessage
	for _, resource := range rendered.Resources() {
		object, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

func judge(manifest []byte) error {
	strict := serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	object, version, err := strict.Decode(manifest, nil, nil)
	if err != nil {
		return fmt.Errorf("%w in %s", err, manifest)
	}
	legacyscheme.Scheme.Default(object)
	internal, err := legacyscheme.Scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return err
	}
	metadata, err := meta.Accessor(internal)
	if err != nil {
		return err
	}
	name := version.Kind + " " + metadata.GetName()
	// What the API server gives to a new object before it looks at it.
	metadata.SetUID("00000000-0000-0000-0000-000000000000")
	if metadata.GetNamespace() == "" {
		metadata.SetNamespace("default")
	}
	faults, err := validate(internal)
	if err == nil {
		err = faults.ToAggregate()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return keepsToRestricted(name, template(object))
}

// The pods that an object makes; nil where it makes none.
func template(object runtime.Object) *corev1.PodTemplateSpec {
	switch object := object.(type) {
	case *appsv1.Deployment:
		return &object.Spec.Template
	case *batchv1.CronJob:
		return &object.Spec.JobTemplate.Spec.Template
	case *batchv1.Job:
		return &object.Spec.Template
	}
	return nil
}

func keepsToRestricted(name string, pod *corev1.PodTemplateSpec) error {
	if pod == nil {
		return nil
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return err
	}
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	var faults []error
	for _, result := range evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			faults = append(faults, fmt.Errorf("%s: %s: %s", name, result.ForbiddenReason, result.ForbiddenDetail))
		}
	}
	return errors.Join(faults...)
}
