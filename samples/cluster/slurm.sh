#!/bin/bash
# One batch as a job array of Slurm. On the login node, which has the register, and in a folder that all nodes see:
#
#     parts=16 register=register.db folder=out
#     batch="skeleton.xml -m master.xml -u units.csv --kinds kinds.csv"
#     vanthu batch $batch -o $folder --register $register --assign &&
#     sbatch --wait --array=1-$parts samples/cluster/slurm.sh $parts $folder $batch &&
#     samples/cluster/merge.sh $parts $folder &&
#     vanthu register confirm $folder/numbers.csv --register $register
#
# sbatch --wait fails if any part does; what it said is in slurm-JOB_PART.out, and merge.sh names the parts that are not
# finished. Such a part goes on where it stopped when it is given again by its number, with --array=7 (or --array=3,7)
# instead of --array=1-$parts; then merge and confirm.
#SBATCH --job-name=vanthu
#SBATCH --cpus-per-task=4
#SBATCH --mem=512M
#SBATCH --time=01:00:00
set -eu
parts=$1 folder=$2
shift 2
exec "${VANTHU:-vanthu}" batch "$@" -o "$folder" --numbers "$folder/numbers.csv" \
	--shard "$SLURM_ARRAY_TASK_ID/$parts" -j "$SLURM_CPUS_PER_TASK" --progress=none
