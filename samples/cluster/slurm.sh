#!/bin/bash
# One batch as a job array of Slurm. On the login node, which has the register:
#
#     parts=16 register=/data/register.db folder=/data/out
#     batch="skeleton.xml -m master.xml -u units.csv --kinds kinds.csv"
#     vanthu batch $batch -o $folder --register $register --assign
#     job=$(sbatch --parsable --wait --array=1-$parts samples/cluster/slurm.sh $parts $folder $batch)
#     samples/cluster/merge.sh $parts $folder
#     vanthu register confirm $folder/numbers.csv --register $register
#
# A part that failed or ran out of time is given again by its number, --array=7: it goes on where it stopped.
#SBATCH --job-name=vanthu
#SBATCH --cpus-per-task=4
#SBATCH --mem=256M
#SBATCH --time=01:00:00
set -eu
parts=$1 folder=$2
shift 2
exec "${VANTHU:-vanthu}" batch "$@" -o "$folder" --numbers "$folder/numbers.csv" \
	--shard "$SLURM_ARRAY_TASK_ID/$parts" -j "$SLURM_CPUS_PER_TASK" --progress=none
